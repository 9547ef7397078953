"""Setting up a second factor."""

from collections.abc import Awaitable, Callable

import httpx
import pyotp
from liaison_kit import clock
from liaison_registry.model import Staff

EMAIL, PASSWORD = "olena@office.example", "п'ять зелених відер води"
V1 = "/api/registry/v1"
Published = Callable[[], Awaitable[list[str]]]
Browsers = Callable[[], httpx.AsyncClient]


async def signs_in(browser: httpx.AsyncClient, password: str = PASSWORD) -> int:
    return (await browser.post(f"{V1}/sign-in", json={"email": EMAIL, "password": password})).status_code


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/network")).status_code == 200


async def test_from_then_on_a_sign_in_needs_a_code_that_was_not_used_to_set_it_up(
    client: httpx.AsyncClient, person: Staff
) -> None:
    await signs_in(client)
    secret = (await client.get(f"{V1}/account/totp")).json()["secret"]
    code = pyotp.TOTP(secret).at(clock.real_now())
    factor = {"secret": secret, "code": code, "current": PASSWORD}
    assert (await client.post(f"{V1}/account/totp", json=factor)).status_code == 204
    assert (await client.get(f"{V1}/account")).json()["has_totp"]
    assert await signs_in(client) == 401
    again = {"email": EMAIL, "password": PASSWORD, "code": code}
    assert (await client.post(f"{V1}/sign-in", json=again)).status_code == 401


async def test_a_wrong_code_shows_the_same_secret_again(client: httpx.AsyncClient, person: Staff) -> None:
    await signs_in(client)
    secret = (await client.get(f"{V1}/account/totp")).json()["secret"]
    form = {"_page": "/account/totp", "secret": secret, "code": "abcdef", "current": PASSWORD}
    answer = await client.post("/account/totp", data=form)
    assert answer.status_code == 422
    assert secret in answer.text
    assert "<svg" in answer.text
    assert "style=" not in answer.text
    assert PASSWORD not in answer.text
    assert not (await client.get(f"{V1}/account")).json()["has_totp"]


async def test_it_takes_the_present_password(client: httpx.AsyncClient, person: Staff) -> None:
    await signs_in(client)
    secret = (await client.get(f"{V1}/account/totp")).json()["secret"]
    factor = {"secret": secret, "code": pyotp.TOTP(secret).now(), "current": "wrong"}
    assert (await client.post(f"{V1}/account/totp", json=factor)).status_code == 422
