"""Drafts: saved with whatever is known, seen by nobody else, and on the calendar once they are published."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from liaison_events.model import Draft, Event
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from sqlalchemy import func, select

from services.events.tests.conftest import HALL, OFFICE

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
URL = "/api/events/v1/events/drafts"
WHOLE = {
    "title": "Таємний задум",
    "description": "Ще не всі знають.",
    "kind": "lecture",
    "room_id": str(HALL),
    "starts_at": "2023-06-10T18:00",
    "ends_at": "2023-06-10T20:00",
}


@pytest.fixture(autouse=True)
def first_of_june() -> Any:
    with clock.set_to(datetime(2023, 6, 1, 9, tzinfo=UTC)):
        yield


async def saved(staff: httpx.AsyncClient, **plan: Any) -> str:
    answer = await staff.post(URL, json=plan)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


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
async def test_it_is_published_under_its_own_id_once_it_has_all_that_an_event_needs(
    staff: httpx.AsyncClient, database: Database, published: Published, fields: Fields
) -> None:
    draft = await saved(staff, title="Задум", office_id=str(OFFICE))
    early = await staff.post(f"{URL}/{draft}/publication")
    assert early.status_code == 422
    assert set(fields(early)) == {"description", "kind", "starts_at", "ends_at"}
    assert await published() == []
    assert (await staff.post(f"{URL}/{draft}", json=WHOLE, headers={"If-Match": '"1"'})).status_code == 204
    assert (await staff.post(f"{URL}/{draft}", json=WHOLE, headers={"If-Match": '"1"'})).status_code == 412
    done = await staff.post(f"{URL}/{draft}/publication")
    assert (done.status_code, done.json()["id"]) == (201, draft)
    assert await published() == ["EventScheduled"]
    async with database.reading() as session:
        assert await session.get(Draft, draft) is None
    assert (await staff.post(f"{URL}/{draft}/publication")).status_code == 404


@pytest.mark.usefixtures("office")
async def test_a_draft_whose_room_is_taken_by_now_stays_a_draft(
    staff: httpx.AsyncClient, event: Event, published: Published, fields: Fields
) -> None:
    draft = await saved(staff, **WHOLE)
    taken = await staff.post(f"{URL}/{draft}/publication")
    assert (taken.status_code, fields(taken)) == (409, ["room_id"])
    assert event.title in taken.json()["detail"]
    assert (await staff.get(f"{URL}/{draft}")).status_code == 200
    assert await published() == []


@pytest.mark.usefixtures("office")
async def test_it_needs_an_office_and_can_be_discarded(staff: httpx.AsyncClient, fields: Fields) -> None:
    nowhere = await staff.post(URL, json={"title": "Задум"})
    assert (nowhere.status_code, fields(nowhere)) == (422, ["office_id"])
    draft = await saved(staff, **WHOLE)
    assert (await staff.post(f"{URL}/{draft}/removal")).status_code == 204
    assert (await staff.get(f"{URL}/{draft}")).status_code == 404
    assert (await staff.post(f"{URL}/{new_id()}/removal")).status_code == 404


@pytest.mark.usefixtures("office")
async def test_the_form_saves_a_draft_and_publishes_it(staff: httpx.AsyncClient) -> None:
    kept = await staff.post("/events/drafts", data={"_page": "/events/new", **WHOLE, "kind": ""})
    assert kept.status_code == 303
    page = kept.headers["location"]
    refused = await staff.post(f"{page}/publication", data={"_page": page})
    assert refused.status_code == 422
    assert "Вид події: Заповніть це поле." in refused.text
    await staff.post(page, data={"_page": page, **WHOLE})
    done = await staff.post(f"{page}/publication", data={"_page": page})
    assert (done.status_code, done.headers["location"]) == (303, page.replace("/drafts", ""))
