"""Another time for an event: its room and its people move along, or nothing does."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event
from liaison_kit.database import Database

from services.events.tests.conftest import START
from services.events.tests.waiting import ask, line

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
LATER = {"starts_at": "2023-06-11T18:00", "ends_at": "2023-06-11T20:00"}


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/time"


@pytest.fixture(autouse=True)
def the_day_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta(days=-1)):
        yield


@pytest.mark.usefixtures("key", "office")
async def test_the_room_moves_with_it_and_the_places_stay(
    staff: httpx.AsyncClient, event: Event, have_event: HaveEvent, database: Database, published: Published
) -> None:
    await ask(staff, event, 1)
    moved = await staff.post(url(event), json=LATER)
    assert moved.status_code == 200, moved.text
    assert moved.json()["starts_at"] == "2023-06-11T15:00:00Z"
    assert await line(database, event) == ["confirmed"]
    # The old time is free, the new one is taken.
    free = {"title": "x", "description": "x", "kind": "training", "room_id": str(event.room_id)}
    old = free | {"starts_at": "2023-06-10T18:00", "ends_at": "2023-06-10T20:00"}
    assert (await staff.post("/api/events/v1/events", json=old)).status_code == 201
    assert (await staff.post("/api/events/v1/events", json=free | LATER)).status_code == 409
    assert await published() == ["SignUpConfirmed", "ParticipantContact", "EventRescheduled", "EventScheduled"]
    calendar = (await staff.get(f"/events/{event.id}/calendar.ics")).text
    assert "20230611T" in calendar


@pytest.mark.usefixtures("office")
async def test_a_room_that_is_taken_then_leaves_everything_as_it_was(
    staff: httpx.AsyncClient, event: Event, have_event: HaveEvent, published: Published, fields: Fields
) -> None:
    await have_event(title="Хор", starts_at=START + timedelta(hours=25), ends_at=START + timedelta(hours=27))
    answer = await staff.post(url(event), json=LATER)
    assert (answer.status_code, fields(answer)) == (409, ["room_id"])
    assert "“Хор”" in answer.json()["detail"]
    assert (await staff.get(f"/api/events/v1/events/{event.id}")).json()["event"]["starts_at"] == "2023-06-10T15:00:00Z"
    assert await published() == []


@pytest.mark.usefixtures("office")
async def test_it_may_overlap_with_itself_and_must_not_lie_in_the_past(
    staff: httpx.AsyncClient, event: Event, fields: Fields
) -> None:
    an_hour_later = {"starts_at": "2023-06-10T19:00", "ends_at": "2023-06-10T21:00"}
    assert (await staff.post(url(event), json=an_hour_later)).status_code == 200
    past = await staff.post(url(event), json={"starts_at": "2023-06-01T18:00", "ends_at": "2023-06-01T20:00"})
    assert (past.status_code, fields(past)) == (422, ["starts_at"])
    unknown = await staff.post(f"/api/events/v1/events/{event.office_id}/time", json=LATER)
    assert unknown.status_code == 404
