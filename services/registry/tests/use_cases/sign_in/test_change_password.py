"""Changing one's password."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_registry.model import Staff

EMAIL, PASSWORD = "olena@office.example", "п'ять зелених відер води"
V1 = "/api/registry/v1"
Published = Callable[[], Awaitable[list[str]]]
Browsers = Callable[[], httpx.AsyncClient]


async def signs_in(browser: httpx.AsyncClient, password: str = PASSWORD) -> int:
    return (await browser.post(f"{V1}/sign-in", json={"email": EMAIL, "password": password})).status_code


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/network")).status_code == 200


NEW = "сім рудих котів на даху"


async def test_the_new_one_is_good_the_old_one_is_not_and_other_browsers_are_out(
    browsers: Browsers, person: Staff, published: Published
) -> None:
    here, there = browsers(), browsers()
    await signs_in(here)
    await signs_in(there)
    before = await published()
    answer = await here.post(f"{V1}/account/password", json={"current": PASSWORD, "password": NEW})
    assert (answer.status_code, answer.headers["location"]) == (204, "/account")
    assert await is_in(here)
    assert not await is_in(there)
    assert await published() == [*before, "StaffChanged"]
    assert await signs_in(there) == 401
    assert await signs_in(there, NEW) == 204


async def test_whoever_does_not_know_the_present_one_changes_nothing_and_is_counted(
    client: httpx.AsyncClient, person: Staff
) -> None:
    await signs_in(client)
    wrong = {"current": "wrong", "password": NEW}
    answers = [await client.post(f"{V1}/account/password", json=wrong) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert answers[0].json()["errors"][0]["field"] == "current"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "Use at least 12 characters."),
        ("password1234", "guessed first"),
        ("qwertyuiop12", "guessed first"),
        ("111111111111", "guessed first"),
        (EMAIL, "guessed first"),
    ],
)
async def test_an_easy_password_is_refused(client: httpx.AsyncClient, person: Staff, password: str, said: str) -> None:
    await signs_in(client)
    answer = await client.post(f"{V1}/account/password", json={"current": PASSWORD, "password": password})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == "password"
    assert said in error["message"]
    assert await signs_in(client) == 204
