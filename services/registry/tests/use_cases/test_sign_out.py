"""Signing out."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_kit.testing import STAFF_TOKEN

Published = Callable[[], Awaitable[list[str]]]


async def test_after_signing_out_the_browser_is_nobodys(client: httpx.AsyncClient, published: Published) -> None:
    await client.post("/sign-in", data={"token": STAFF_TOKEN})
    assert (await client.get("/network")).status_code == 200
    answer = await client.post("/sign-out", headers={"content-type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await client.get("/network")).status_code == 401
    assert await published() == []


async def test_whoever_was_not_signed_in_may_sign_out(client: httpx.AsyncClient, published: Published) -> None:
    assert (await client.post("/api/registry/v1/sign-out")).status_code == 204
    assert await published() == []
