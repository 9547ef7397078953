"""Signing in with the city, at a real OpenID provider."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.settings import Settings
from liaison_kit.tables import AuditRow
from liaison_registry.model import Kind, Staff, new_staff
from liaison_registry.signing_key import announce_signing_key
from sqlalchemy import select

from tests.npm import node_of

FOLDER = Path(__file__).parents[5] / "tests" / "oidc"
RETURN = "http://localhost:8080/sign-in/city/return"
ROLES = {"lo-admin": "administrator", "lo-worker": "worker"}


@pytest_asyncio.fixture(scope="module")
async def issuer() -> AsyncIterator[str]:
    """A certified provider (npm oidc-provider), installed as its lock file says."""
    node = await node_of(FOLDER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    pipe = asyncio.subprocess.PIPE
    provider = await asyncio.create_subprocess_exec(
        node,
        "provider.js",
        str(port),
        RETURN,
        cwd=FOLDER,
        stdout=pipe,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    assert provider.stdout
    async with asyncio.timeout(20):
        assert await provider.stdout.readline() == b"ready\n"
    yield f"http://127.0.0.1:{port}"
    os.killpg(provider.pid, signal.SIGKILL)  # the wheel's node is a wrapper: its child, too
    await provider.wait()


@pytest.fixture
def more_settings(tmp_path: Path, issuer: str) -> dict[str, Any]:
    return {
        "signing_key_file": tmp_path / "signing.key",
        "totp_key_file": tmp_path / "totp.key",
        "oidc_issuer": issuer,
        "oidc_client_id": "liaison",
        "oidc_client_secret": "a secret: with/signs",
        "oidc_roles": ROLES,
    }


@pytest_asyncio.fixture
async def city(client: httpx.AsyncClient, database: Database, settings: Settings) -> httpx.AsyncClient:
    await announce_signing_key(database, settings)
    return client


async def come_back(city: httpx.AsyncClient, who: str, to: str = "/people") -> str:
    """The address that the provider sends the browser back to, as a path."""
    sent = await city.get("/sign-in/city", params={"to": to})
    assert sent.status_code == 303, sent.text
    asked = dict(parse_qsl(urlsplit(sent.headers["location"]).query))
    assert asked["code_challenge_method"] == "S256"
    address = sent.headers["location"]
    async with httpx.AsyncClient(cookies={"who": who}) as browser:
        while not address.startswith(RETURN):
            answer = await browser.get(address)
            assert answer.is_redirect, answer.text
            address = str(httpx.URL(address).join(answer.headers["location"]))
    return address.removeprefix("http://localhost:8080")


async def account_of(database: Database, subject: str) -> Staff | None:
    async with database.reading() as session:
        found: Staff | None = await session.scalar(select(Staff).where(Staff.subject == subject))
        return found


async def test_somebody_with_a_role_is_signed_in(city: httpx.AsyncClient, database: Database) -> None:
    back = await city.get(await come_back(city, "olena"))
    assert (back.status_code, back.headers["location"]) == (303, "/people"), back.text
    staff = await account_of(database, "olena")
    assert staff
    assert (staff.email, staff.roles, staff.whole_network, staff.offices) == (
        "olena@city.example",
        ["administrator"],
        False,
        [],
    )
    assert (await city.get("/people")).status_code == 200
    again = await city.get(await come_back(city, "olena", to="//evil.example"))
    assert again.headers["location"] == "/people"


async def test_without_a_role_nobody_is_signed_in(city: httpx.AsyncClient, database: Database) -> None:
    back = await city.get(await come_back(city, "guest"))
    assert back.headers["location"] == "/sign-in/city/no-role"
    assert "liaison" not in city.cookies
    assert await account_of(database, "guest") is None
    assert (await city.get(back.headers["location"])).status_code == 200


async def test_what_the_city_takes_away_is_gone(city: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        staff = new_staff_of_the_city("guest", "guest@city.example")
        staff.roles = ["administrator"]
        session.add(staff)
    await city.get(await come_back(city, "guest"))
    after = await account_of(database, "guest")
    assert after
    assert after.roles == []
    assert after.revoked_at


async def test_the_return_address_works_once(city: httpx.AsyncClient) -> None:
    address = await come_back(city, "olena")
    begun = city.cookies["liaison-city"]
    assert (await city.get(address)).status_code == 303
    assert (await city.get(address)).status_code == 400
    city.cookies.clear()
    # Also by somebody who kept the cookie: the provider takes a code once.
    kept = {"cookie": f"liaison-city={begun}"}
    replayed = await city.get(address, headers=kept)
    assert replayed.status_code == 400
    assert "set-cookie" not in replayed.headers


@pytest.mark.parametrize("wrong", ["state=other", "state=", ""])
async def test_another_state_is_refused(city: httpx.AsyncClient, wrong: str) -> None:
    address = await come_back(city, "olena")
    code = dict(parse_qsl(urlsplit(address).query))["code"]
    assert (await city.get(f"/sign-in/city/return?code={code}&{wrong}")).status_code == 400


async def test_a_changed_cookie_is_refused(city: httpx.AsyncClient) -> None:
    address = await come_back(city, "olena")
    header, claims, signature = city.cookies["liaison-city"].split(".")
    city.cookies.clear()
    for forged in (f"{header}.{claims}x.{signature}", f"eyJhbGciOiJub25lIn0.{claims}.", "x"):
        assert (await city.get(address, headers={"cookie": f"liaison-city={forged}"})).status_code == 400


async def test_a_sign_in_of_another_browser_is_refused(city: httpx.AsyncClient) -> None:
    theirs = await come_back(city, "taras")
    city.cookies.clear()
    await come_back(city, "olena")
    assert (await city.get(theirs)).status_code == 400


def new_staff_of_the_city(subject: str | None, email: str) -> Staff:
    staff = new_staff(new_id(), Kind.PERSON, "Somebody", clock.real_now())
    staff.version, staff.subject, staff.email = 1, subject, email
    return staff


async def test_an_address_alone_takes_nothing_over(city: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        session.add(new_staff_of_the_city(None, "olena@city.example"))
    assert (await city.get(await come_back(city, "olena"))).status_code == 409
    assert await account_of(database, "olena") is None


async def test_a_deactivated_account_stays_closed(city: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        staff = new_staff_of_the_city("olena", "olena@city.example")
        staff.active = False
        session.add(staff)
    assert (await city.get(await come_back(city, "olena"))).status_code == 403


async def trail(database: Database) -> list[tuple[UUID, str, list[str]]]:
    async with database.reading() as session:
        entries = await session.scalars(select(AuditRow).order_by(AuditRow.number))
        return [(entry.account, entry.action, entry.fields) for entry in entries]


async def test_a_sign_in_is_the_accounts_deed_whoever_the_browser_was(
    city: httpx.AsyncClient, database: Database
) -> None:
    assert (await city.get(await come_back(city, "taras"))).status_code == 303
    assert (await city.get(await come_back(city, "olena"))).status_code == 303
    taras, olena = await account_of(database, "taras"), await account_of(database, "olena")
    assert taras
    assert olena
    opened = "finish_city_sign_in"
    assert await trail(database) == [(taras.id, opened, []), (olena.id, opened, [])]


async def test_who_has_lost_their_role_or_is_deactivated_or_another_shows_as_refused(
    city: httpx.AsyncClient, database: Database
) -> None:
    guest = new_staff_of_the_city("guest", "guest@city.example")
    olena, other = new_staff_of_the_city("olena", "o@city.example"), new_staff_of_the_city(None, "taras@city.example")
    olena.active = False
    async with database.transaction() as session:
        session.add_all([guest, olena, other])
    for who in ("guest", "olena", "taras"):
        await city.get(await come_back(city, who))
    assert await trail(database) == [(staff.id, "sign_in_refused", []) for staff in (guest, olena, other)]


async def test_a_stranger_and_a_broken_off_sign_in_leave_no_entry(city: httpx.AsyncClient, database: Database) -> None:
    await city.get(await come_back(city, "guest"))
    address = await come_back(city, "olena")
    state = dict(parse_qsl(urlsplit(address).query))["state"]
    answer = await city.get("/sign-in/city/return", params={"error": "access_denied", "state": state})
    assert answer.status_code == 400
    assert "liaison" not in city.cookies
    assert await trail(database) == []


class TestWhereRolesLieWithinAnotherClaim:
    """With a dotted path as `oidc_roles_claim`, as Keycloak has them."""

    @pytest.fixture
    def more_settings(self, more_settings: dict[str, Any]) -> dict[str, Any]:
        return more_settings | {"oidc_roles_claim": "realm_access.roles"}

    async def test_they_are_found(self, city: httpx.AsyncClient, database: Database) -> None:
        assert (await city.get(await come_back(city, "olena"))).headers["location"] == "/people"
        staff = await account_of(database, "olena")
        assert staff
        assert staff.roles == ["worker"]

    @pytest.mark.parametrize("who", ["taras", "guest"])
    async def test_where_the_claim_is_another_thing_or_missing_nobody_has_a_role(
        self, city: httpx.AsyncClient, who: str
    ) -> None:
        assert (await city.get(await come_back(city, who))).headers["location"] == "/sign-in/city/no-role"


class TestWhereAnAddressIsBelieved:
    """With `oidc_link_by_email`."""

    @pytest.fixture
    def more_settings(self, more_settings: dict[str, Any]) -> dict[str, Any]:
        return more_settings | {"oidc_link_by_email": True}

    async def test_a_verified_one_links_the_account(self, city: httpx.AsyncClient, database: Database) -> None:
        async with database.transaction() as session:
            session.add(new_staff_of_the_city(None, "olena@city.example"))
        assert (await city.get(await come_back(city, "olena"))).status_code == 303
        assert await account_of(database, "olena")

    async def test_an_unverified_one_and_one_for_emergencies_do_not(
        self, city: httpx.AsyncClient, database: Database
    ) -> None:
        async with database.transaction() as session:
            session.add(new_staff_of_the_city(None, "taras@city.example"))
            emergency = new_staff_of_the_city(None, "olena@city.example")
            emergency.break_glass = True
            session.add(emergency)
        for who in ("taras", "olena"):
            assert (await city.get(await come_back(city, who))).status_code == 409
