"""Choosing a password by a link."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Errand, Staff, StaffLink

EMAIL, PASSWORD = "olena@office.example", "п'ять зелених відер води"
V1 = "/api/registry/v1"
Published = Callable[[], Awaitable[list[str]]]
Browsers = Callable[[], httpx.AsyncClient]


async def signs_in(browser: httpx.AsyncClient, password: str = PASSWORD) -> int:
    return (await browser.post(f"{V1}/sign-in", json={"email": EMAIL, "password": password})).status_code


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/network")).status_code == 200


NEW = "сім рудих котів на даху"
LinkTo = Callable[[Errand], Awaitable[str]]


@pytest.fixture
def link_to(person: Staff, database: Database) -> LinkTo:
    """Sends the person a link; returns its path."""

    async def send(errand: Errand) -> str:
        link, path = StaffLink.make(person.id, errand, clock.real_now())
        async with database.transaction() as session:
            session.add(link)
        return path

    return send


async def test_the_link_is_good_once_and_voids_what_was_before(
    browsers: Browsers, link_to: LinkTo, published: Published
) -> None:
    before, fresh, path, older = browsers(), browsers(), await link_to(Errand.RESET), await link_to(Errand.INVITATION)
    await signs_in(before)
    told = await published()
    answer = await fresh.post(path, data={"_page": path, "password": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert not await is_in(before)
    assert await published() == [*told, "StaffChanged"]
    assert await signs_in(fresh, NEW) == 204
    assert (await fresh.post(f"{V1}{path}", json={"password": PASSWORD})).status_code == 410
    assert (await fresh.post(f"{V1}{older}", json={"password": PASSWORD})).status_code == 410


async def test_it_ends_a_wait_after_too_many_tries(client: httpx.AsyncClient, link_to: LinkTo) -> None:
    for _ in range(6):
        await signs_in(client, "wrong")
    assert await signs_in(client) == 429
    await client.post(f"{V1}{await link_to(Errand.RESET)}", json={"password": NEW})
    assert await signs_in(client, NEW) == 204


async def test_an_easy_password_leaves_the_link_good(client: httpx.AsyncClient, link_to: LinkTo) -> None:
    path = await link_to(Errand.INVITATION)
    answer = await client.post(path, data={"_page": path, "password": "password1234"})
    assert answer.status_code == 422
    assert "вгадують найперше" in answer.text
    assert "password1234" not in answer.text
    assert (await client.post(f"{V1}{path}", json={"password": NEW})).status_code == 204


async def test_a_link_ends_and_another_was_never_there(
    client: httpx.AsyncClient, link_to: LinkTo, database: Database
) -> None:
    path = await link_to(Errand.RESET)
    async with database.transaction() as session:
        link = await session.get_one(StaffLink, StaffLink.hash_of(path.rpartition("/")[2]))
        link.expires_at = clock.real_now() - timedelta(seconds=1)
    assert (await client.get(path)).status_code == 410
    assert (await client.post(f"{V1}{path}", json={"password": NEW})).status_code == 410
    assert (await client.post(f"{V1}/sign-in/links/guessed", json={"password": NEW})).status_code == 404
