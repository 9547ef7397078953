"""What one office achieved."""

from datetime import date

import httpx
import pytest_asyncio
from liaison_contracts.registry import OfficeState
from liaison_kit.database import Database
from liaison_reporting.reactions.on_event_held import on_event_held
from liaison_reporting.reactions.on_office_state import on_office_state
from liaison_reporting.reactions.on_programme_state import on_programme_state

RESULTS = "/api/reporting/v1/results/offices/khutory"


@pytest_asyncio.fixture
async def office(database: Database, facts) -> OfficeState:
    opened: OfficeState = facts.office()
    async with database.transaction() as session:
        await on_office_state(session, opened)
        await on_programme_state(session, facts.programme())
    return opened


async def test_events_come_by_month_with_the_quiet_ones_between(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts
) -> None:
    async with database.transaction() as session:
        for held_on in (date(2023, 11, 30), date(2023, 11, 2), date(2024, 1, 5)):
            await on_event_held(session, facts.event_held(office.id, on=held_on, attendance=10))
    results = (await client.get(RESULTS)).json()
    assert results["months"] == [
        {"month": "2023-11-01", "events": 2, "attendance": 20},
        {"month": "2023-12-01", "events": 0, "attendance": 0},
        {"month": "2024-01-01", "events": 1, "attendance": 10},
    ]
    assert results["events_held"] == {"now": 3, "goal": 15}
    assert [event["held_on"] for event in results["events"]] == ["2024-01-05", "2023-11-30", "2023-11-02"]


async def test_the_page_names_each_event_with_its_kind_and_tools(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts
) -> None:
    async with database.transaction() as session:
        await on_event_held(session, facts.event_held(office.id, tools=["petition", "public_hearing"]))
        await on_event_held(session, facts.event_held(office.id, on=date(2025, 1, 1), tools=[]))
    page = (await client.get("/results/offices/khutory")).text
    for text in ("Як подати петицію", "Тренінг", "Петиція, Громадські слухання", "червень 2023", "поза першим роком"):
        assert text in page, text


async def test_an_office_without_events_says_how_they_get_there(client: httpx.AsyncClient, office: OfficeState) -> None:
    page = (await client.get("/results/offices/khutory")).text
    assert "Тут ще не провели жодної події." in page


async def test_a_planned_office_says_that_it_is_not_open(client: httpx.AsyncClient, database: Database, facts) -> None:
    async with database.transaction() as session:
        await on_office_state(session, facts.planned_office())
    page = await client.get("/results/offices/khutory")
    assert page.status_code == 200
    assert "Цей офіс ще не відкрито." in page.text


async def test_an_unknown_office_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/results/offices/nowhere")).status_code == 404
