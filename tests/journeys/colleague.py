"""Somebody who works in the network, and everything that is secret about them: all that a scan must not find again."""

import re

import httpx
import pyotp
from liaison_kit import clock

from tests.journeys.network import Network, Resident

COLLEAGUE = Resident("Веселина Прихованська-Скринник", "", "veselyna.prykhovanska@example.net")
PASSWORD, WRONG = "сім рудих котів на даху", "десять синіх китів у морі"
API = "/api/registry/v1"
FACTOR = "KVKFKRCPNZQUYMLXOVYDSQKJKZDTSRLD"


async def hired(network: Network) -> dict[str, str]:
    """Invites the colleague, who does all that an account can; their secrets, by what each one is."""
    person = {"name": COLLEAGUE.name, "email": COLLEAGUE.email, "roles": ["coordinator"], "whole_network": True}
    await network.done(f"{API}/people", json=person)
    invitation = await _link(network, set())
    program = await network.done(f"{API}/people/programs", json={"name": "Табло", "roles": ["analyst"]})
    own_page = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=network.url, headers=own_page, timeout=20, trust_env=False) as browser:
        page = f"/sign-in/links/{invitation}"
        assert COLLEAGUE.email in (await browser.get(page)).text
        assert (await browser.post(page, data={"_page": page, "password": PASSWORD})).status_code == 303
        typed = {"_page": "/sign-in", "email": COLLEAGUE.email}
        assert (await browser.post("/sign-in", data=typed | {"password": WRONG})).status_code == 401
        assert (await browser.post("/sign-in", data=typed | {"password": PASSWORD})).status_code == 303
        factor = {"secret": FACTOR, "code": pyotp.TOTP(FACTOR).at(clock.real_now()), "current": PASSWORD}
        assert (await browser.post("/account/totp", data={"_page": "/account/totp", **factor})).status_code == 303
        assert COLLEAGUE.name in (await browser.get("/account")).text
        signed = browser.cookies["liaison"]
        forgotten = {"_page": "/sign-in/forgotten", "email": COLLEAGUE.email}
        assert (await browser.post("/sign-in/forgotten", data=forgotten)).status_code == 303
    return {
        "password": PASSWORD,
        "wrong password": WRONG,
        "invitation": invitation,
        "reset": await _link(network, {invitation}),
        "second factor": FACTOR,
        "sign-in": signed.rpartition(".")[2],
        "program": program["token"].split("_", 2)[2],
    }


async def _link(network: Network, known: set[str]) -> str:
    """The secret of a link in a letter to the colleague that is not known yet."""

    def unknown(mails: list[dict[str, object]]) -> set[str]:
        theirs = " ".join(str(mail) for mail in mails if COLLEAGUE.email in str(mail))
        return {*re.findall(r"/sign-in/links/([\w-]+)", theirs)} - known

    return unknown(await network.until("/api/mails", unknown, sink=True)).pop()
