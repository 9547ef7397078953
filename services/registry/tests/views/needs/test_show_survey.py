"""What a resident sees of a survey."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Office
from sqlalchemy import text

API = "/api/registry/v1/surveys"


async def test_a_browser_gets_a_number_once_and_only_on_the_pages_of_surveys(
    staff: httpx.AsyncClient, office: Office, browsers: Callable[[], httpx.AsyncClient], database: Database
) -> None:
    days = {"opens_on": clock.today().isoformat(), "closes_on": (clock.today() + timedelta(days=1)).isoformat()}
    drafted: dict[str, Any] = (
        await staff.post(API, json=days | {"slug": "needs", "title": "Що?", "title_en": "What?"})
    ).json()
    home = f"{API}/studies/{drafted['id']}"
    question = {"kind": "text", "text": "Чого бракує?", "text_en": "What is missing?"}
    assert (await staff.post(f"{home}/questions", json=question)).status_code == 200
    browser = browsers()
    empty = await browser.get("/surveys")
    assert "Зараз немає відкритих опитувань." in empty.text
    assert (await staff.post(f"{home}/opening", json={})).status_code == 200
    first = await browser.get("/surveys/needs")
    assert "Path=/surveys; SameSite=strict" in first.headers["set-cookie"]
    assert "HttpOnly" in first.headers["set-cookie"]
    assert first.headers["cache-control"] == "no-store"
    assert "не пишіть імен" in first.text
    assert "set-cookie" not in (await browser.get("/surveys/needs")).headers
    english = await browser.get("/surveys/needs/paper", headers={"cookie": "liaison_language=en"})
    assert "What is missing?" in english.text
    assert (await browser.get("/surveys/needs/results")).status_code == 404
    async with database.reading() as session:
        assert await session.scalar(text("select count(*) from needs_ticket")) == 0
