"""Signing out."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_registry.model import Staff

EMAIL, PASSWORD = "olena@office.example", "п'ять зелених відер води"
V1 = "/api/registry/v1"
Published = Callable[[], Awaitable[list[str]]]
Browsers = Callable[[], httpx.AsyncClient]


async def signs_in(browser: httpx.AsyncClient, password: str = PASSWORD) -> int:
    return (await browser.post(f"{V1}/sign-in", json={"email": EMAIL, "password": password})).status_code


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/network")).status_code == 200


async def test_after_signing_out_the_browser_is_nobodys(
    client: httpx.AsyncClient, person: Staff, published: Published
) -> None:
    await signs_in(client)
    assert await is_in(client)
    answer = await client.post("/sign-out", headers={"content-type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "liaison" not in client.cookies
    assert not await is_in(client)
    assert (await published())[-1] == "StaffChanged"


async def test_a_copy_of_the_cookie_is_void_too_and_is_not_renewed(browsers: Browsers, person: Staff) -> None:
    mine, copied, another = browsers(), browsers(), browsers()
    await signs_in(mine)
    await signs_in(another)
    copied.cookies.update(mine.cookies)
    assert await is_in(copied)
    await mine.post(f"{V1}/sign-out")
    assert not await is_in(copied)
    assert "set-cookie" not in (await copied.get("/sign-in/renewal")).headers
    assert await is_in(another)


async def test_whoever_was_not_signed_in_may_sign_out(client: httpx.AsyncClient, published: Published) -> None:
    assert (await client.post(f"{V1}/sign-out")).status_code == 204
    assert await published() == []
