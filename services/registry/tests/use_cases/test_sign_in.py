"""Signing in."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit.database import Database
from liaison_kit.health import Health
from liaison_kit.service import Service, build_app
from liaison_kit.settings import Settings
from liaison_kit.testing import STAFF_TOKEN
from liaison_kit.web import STAFF_COOKIE

Published = Callable[[], Awaitable[list[str]]]


async def test_the_token_opens_the_staff_pages(client: httpx.AsyncClient, published: Published) -> None:
    assert (await client.get("/network")).status_code == 401
    answer = await client.post("/sign-in", data={"_page": "/sign-in", "token": STAFF_TOKEN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{STAFF_COOKIE}=")
    for attribute in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert attribute in cookie
    assert "Secure" not in cookie
    assert (await client.get("/network")).status_code == 200
    assert await published() == []


async def test_it_leads_to_the_page_that_was_asked_for(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-in", data={"token": STAFF_TOKEN, "to": "/network?lang=en"})
    assert answer.headers["location"] == "/network?lang=en"


@pytest.mark.parametrize(
    "to", ["https://evil.test", "//evil.test", "/\\evil.test", "/\t/evil.test", "evil", "/a\nb", "/сторінка"]
)
async def test_it_leads_nowhere_else(client: httpx.AsyncClient, to: str) -> None:
    answer = await client.post("/api/registry/v1/sign-in", json={"token": STAFF_TOKEN, "to": to})
    assert (answer.status_code, answer.headers["location"]) == (204, "/today")


@pytest.mark.parametrize("token", ["wrong", "неправильний", STAFF_TOKEN[:-1]])
async def test_a_wrong_token_opens_nothing(client: httpx.AsyncClient, published: Published, token: str) -> None:
    answer = await client.post("/api/registry/v1/sign-in", json={"token": token})
    assert answer.status_code == 401
    assert answer.json()["errors"] == [{"field": "token", "message": "This is not the staff token."}]
    assert "set-cookie" not in answer.headers
    assert await published() == []


async def test_the_form_comes_back_with_the_mistake_and_without_what_was_typed(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-in", data={"_page": "/sign-in?to=%2Fnetwork", "token": "typed-by-mistake"})
    assert answer.status_code == 401
    assert "Це не службовий ключ." in answer.text
    assert "typed-by-mistake" not in answer.text
    assert 'name="to" value="/network"' in answer.text
    assert "set-cookie" not in answer.headers


async def test_behind_https_the_cookie_never_leaves_it(
    service: Service, settings: Settings, database: Database
) -> None:
    secured = settings.model_copy(update={"url": "https://liaison.test"})
    transport = httpx.ASGITransport(build_app(service, secured, database, Health()))
    async with httpx.AsyncClient(transport=transport, base_url="https://liaison.test") as client:
        answer = await client.post("/sign-in", data={"token": STAFF_TOKEN})
        assert "Secure" in answer.headers["set-cookie"]
