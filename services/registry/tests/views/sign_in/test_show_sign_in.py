"""The page where staff sign in."""

from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_kit.running.health import Health
from liaison_kit.service import Service, build_app


@pytest.mark.parametrize(
    ("language", "texts"),
    [("uk", ["Пароль", "Увійти", "Код із застосунку"]), ("en", ["Password", "Sign in", "Code from"])],
)
async def test_it_asks_in_both_languages_and_keeps_where_to_go(
    client: httpx.AsyncClient, language: str, texts: list[str]
) -> None:
    page = (await client.get(f"/sign-in?to=/network&lang={language}")).text
    assert [text for text in texts if text not in page] == []
    assert 'name="to" value="/network"' in page
    assert "_idempotency_key" not in page


async def test_a_demonstration_says_who_can_be_signed_in_as(client: httpx.AsyncClient) -> None:
    page = (await client.get("/sign-in")).text
    assert "admin@demo.example" in page
    assert "demo-liaison" in page


@pytest.mark.parametrize("changed", [{"demo": False}, {"http_host": "0.0.0.0"}])
async def test_elsewhere_nothing_of_that_is_said(
    service: Service, settings: Any, database: Database, changed: dict[str, Any]
) -> None:
    transport = httpx.ASGITransport(build_app(service, settings.model_copy(update=changed), database, Health()))
    async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as client:
        page = (await client.get("/sign-in")).text
    assert "demo-liaison" not in page
    assert "demo.example" not in page


async def test_whoever_is_signed_in_sees_it(staff: httpx.AsyncClient) -> None:
    assert "Ви увійшли." in (await staff.get("/sign-in")).text
