"""Removing the second factor."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_kit.database import Database
from liaison_registry.model import Staff
from liaison_registry.model.sign_in import totp

EMAIL, PASSWORD = "olena@office.example", "п'ять зелених відер води"
V1 = "/api/registry/v1"
Published = Callable[[], Awaitable[list[str]]]
Browsers = Callable[[], httpx.AsyncClient]


async def signs_in(browser: httpx.AsyncClient, password: str = PASSWORD) -> int:
    return (await browser.post(f"{V1}/sign-in", json={"email": EMAIL, "password": password})).status_code


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/network")).status_code == 200


async def test_the_password_alone_is_enough_again(
    client: httpx.AsyncClient, person: Staff, database: Database, settings: Any
) -> None:
    await signs_in(client)
    async with database.transaction() as session:
        staff = await session.get_one(Staff, person.id)
        staff.totp_secret = totp.kept(totp.new_secret(), settings.totp_key_file)
    assert (await client.post(f"{V1}/account/totp/removal", json={"current": "wrong"})).status_code == 422
    assert await signs_in(client) == 401
    assert (await client.post(f"{V1}/account/totp/removal", json={"current": PASSWORD})).status_code == 204
    assert await signs_in(client) == 204
