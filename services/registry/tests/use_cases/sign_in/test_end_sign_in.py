"""Ending one sign-in."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import Kind, Staff, announce, new_staff

EMAIL, PASSWORD = "olena@office.example", "п'ять зелених відер води"
V1 = "/api/registry/v1"
Published = Callable[[], Awaitable[list[str]]]
Browsers = Callable[[], httpx.AsyncClient]


async def signs_in(browser: httpx.AsyncClient, password: str = PASSWORD) -> int:
    return (await browser.post(f"{V1}/sign-in", json={"email": EMAIL, "password": password})).status_code


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/network")).status_code == 200


async def sign_ins(browser: httpx.AsyncClient) -> dict[bool, str]:
    """Ids, by whether it is this browser's."""
    return {one["this"]: one["id"] for one in (await browser.get(f"{V1}/account")).json()["sign_ins"]}


async def test_the_other_browser_is_out_and_this_one_stays(
    browsers: Browsers, person: Staff, published: Published
) -> None:
    here, there = browsers(), browsers()
    await signs_in(here)
    await signs_in(there)
    other = (await sign_ins(here))[False]
    before = await published()
    assert (await here.post(f"{V1}/account/sign-ins/{other}/ending")).status_code == 204
    assert not await is_in(there)
    assert await is_in(here)
    assert await published() == [*before, "StaffChanged"]


async def test_somebody_elses_is_not_there(browsers: Browsers, person: Staff, database: Database) -> None:
    hers, his = browsers(), browsers()
    await signs_in(hers)
    another = new_staff(new_id(), Kind.PERSON, "Тарас", clock.real_now())
    another.email, another.password_hash = "taras@office.example", person.password_hash
    async with database.transaction() as session:
        session.add(another)
        another.allow([], True, [])
        another.roles = ["worker"]
        await announce(session, another)
    await his.post(f"{V1}/sign-in", json={"email": another.email, "password": PASSWORD})
    mine = (await sign_ins(hers))[True]
    assert (await his.post(f"{V1}/account/sign-ins/{mine}/ending")).status_code == 404
    assert await is_in(hers)
