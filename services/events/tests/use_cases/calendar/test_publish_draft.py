"""A draft comes onto the calendar, with all that an event needs, or stays a draft."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from liaison_events.model import Draft, Event
from liaison_kit import clock
from liaison_kit.database import Database

from services.events.tests.conftest import OFFICE
from services.events.tests.drafts import URL, WHOLE, saved

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]


@pytest.fixture(autouse=True)
def first_of_june() -> Any:
    with clock.set_to(datetime(2023, 6, 1, 9, tzinfo=UTC)):
        yield


@pytest.mark.usefixtures("office")
async def test_it_is_published_under_its_own_id_once_it_has_all_that_an_event_needs(
    staff: httpx.AsyncClient, database: Database, published: Published, fields: Fields
) -> None:
    draft = await saved(staff, title="Задум", office_id=str(OFFICE))
    early = await staff.post(f"{URL}/{draft}/publication")
    assert early.status_code == 422
    assert set(fields(early)) == {"description", "kind", "starts_at", "ends_at"}
    assert await published() == []
    assert (await staff.post(f"{URL}/{draft}", json=WHOLE)).status_code == 204
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
