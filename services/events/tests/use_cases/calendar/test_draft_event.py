"""Drafts: saved with whatever is known, and seen by nobody else."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from liaison_events.model import Event
from liaison_kit import clock
from liaison_kit.database import Database
from sqlalchemy import func, select

from services.events.tests.drafts import URL, WHOLE, saved

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]


@pytest.fixture(autouse=True)
def first_of_june() -> Any:
    with clock.set_to(datetime(2023, 6, 1, 9, tzinfo=UTC)):
        yield


@pytest.mark.usefixtures("office")
async def test_a_draft_is_nowhere_but_on_its_own_pages(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    draft = await saved(staff, **WHOLE)
    assert await published() == []
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Event)) == 0
    for path in ("/", "/events", "/api/events/v1/events", "/events?office=khutory", "/today"):
        assert WHOLE["title"] not in (await staff.get(path)).text, path
    for path in (f"/events/{draft}", f"/api/events/v1/events/{draft}", f"/events/{draft}/calendar.ics"):
        assert (await staff.get(path)).status_code == 404, path
    assert WHOLE["title"] in (await staff.get("/events/drafts")).text
    assert 'value="2023-06-10T18:00"' in (await staff.get(f"/events/drafts/{draft}")).text
    # Nor is its room taken.
    assert (await staff.post("/api/events/v1/events", json=WHOLE)).status_code == 201


@pytest.mark.usefixtures("office")
async def test_it_needs_an_office(staff: httpx.AsyncClient, fields: Fields) -> None:
    nowhere = await staff.post(URL, json={"title": "Задум"})
    assert (nowhere.status_code, fields(nowhere)) == (422, ["office_id"])
