"""Answering a survey: once, and without a name."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from liaison_kit.database import Database
from sqlalchemy import text

ANSWERS = "/api/registry/v1/surveys/needs/answers"


async def count(database: Database, table: str) -> int:
    async with database.reading() as session:
        return int(await session.scalar(text(f"select count(*) from {table}")) or 0)


async def test_a_resident_answers_in_a_browser_without_a_script_and_once(
    browsers: Callable[[], httpx.AsyncClient], opened: dict[str, Any], database: Database
) -> None:
    browser = browsers()
    page = await browser.get("/surveys/needs")
    assert page.status_code == 200, page.text
    assert "Що потрібно?" in page.text
    district = opened["district_ids"][0]
    form = {"_page": "/surveys/needs", "district_id": district, "age_group": "60+"}
    refused = await browser.post("/surveys/needs/answers", data=form)
    assert refused.status_code == 422
    assert "Дайте відповідь на це запитання." in refused.text
    # What was sent to a question that was not asked of them is left out.
    whole = form | {"q1[]": ["c2", "other"], "q1_other": "Бібліотека", "q2": "c1"}
    taken = await browser.post("/surveys/needs/answers", data=whole)
    assert (taken.status_code, taken.headers["location"]) == (303, "/surveys/needs/thanks"), taken.text
    assert (await browser.get("/surveys/needs/thanks")).status_code == 200
    again = await browser.post("/surveys/needs/answers", data=whole)
    assert again.status_code == 409
    assert "Ви вже відповіли" in again.text
    assert await count(database, "needs_submission") == 1
    async with database.reading() as session:
        rows = await session.execute(text("select question, choice from needs_answer where question <> '' order by 2"))
        assert [tuple(one) for one in rows] == [("q1", "*"), ("q1", "c2"), ("q1", "other")]


async def test_of_many_at_once_with_one_ticket_one_is_taken(
    client: httpx.AsyncClient, opened: dict[str, Any], database: Database
) -> None:
    sent = {"district_id": opened["district_ids"][0], "q1": ["c1"], "q2": "c1"}
    headers = {"cookie": "liaison_survey=same", "authorization": ""}
    answers = await asyncio.gather(*(client.post(ANSWERS, json=sent, headers=headers) for _ in range(5)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409, 409], answers[0].text
    assert await count(database, "needs_submission") == 1
    async with database.reading() as session:
        assert set(await session.scalars(text("select people from needs_count"))) == {1}


async def test_nothing_in_the_database_joins_who_has_answered_to_what_was_answered(
    opened: dict[str, Any], database: Database
) -> None:
    columns = text("select column_name from information_schema.columns where table_name = :name")
    async with database.reading() as session:
        ticket = set(await session.scalars(columns, {"name": "needs_ticket"}))
        given = set(await session.scalars(columns, {"name": "needs_submission"}))
    assert ticket & given == {"study_id"}
    assert not any("time" in one or one.endswith(("_at", "_on")) for one in ticket | given)


async def test_before_it_opens_it_is_not_there(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    assert (await staff.get("/surveys/needs")).status_code == 404
    sent = {"district_id": study["district_ids"][0], "q1": ["c1"]}
    assert (await staff.post(ANSWERS, json=sent)).status_code == 404
