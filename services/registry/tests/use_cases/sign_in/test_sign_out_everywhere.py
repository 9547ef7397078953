"""Signing out everywhere."""

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


async def test_no_browser_of_the_person_is_signed_in_any_more(
    browsers: Browsers, person: Staff, published: Published
) -> None:
    here, there = browsers(), browsers()
    await signs_in(here)
    await signs_in(there)
    before = await published()
    assert (await here.post(f"{V1}/sign-out/everywhere")).status_code == 204
    assert not await is_in(here)
    assert not await is_in(there)
    assert await published() == [*before, "StaffChanged"]
    assert await signs_in(here) == 204
    assert await is_in(here)


async def test_it_is_for_those_who_are_signed_in(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"{V1}/sign-out/everywhere")).status_code == 401
