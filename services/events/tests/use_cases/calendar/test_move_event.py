"""Another room for an event."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from liaison_events.model import Event
from liaison_kit.database import new_id

from services.events.tests.conftest import HALL, START, STUDY

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/room"


async def calendar_entry(staff: httpx.AsyncClient, event: Event) -> Any:
    """The event in the calendar file that participants have."""
    answer = await staff.get(f"/events/{event.id}/calendar.ics")
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return entry


async def shown(staff: httpx.AsyncClient, event: Event) -> tuple[dict[str, Any], bytes]:
    """What its page and its calendar file say, the moment of asking left out."""
    entry = await calendar_entry(staff, event)
    del entry["dtstamp"]
    page: dict[str, Any] = (await staff.get(f"/api/events/v1/events/{event.id}")).json()
    return page, entry.to_ical()


@pytest.fixture(autouse=True)
def the_day_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta(days=-1)):
        yield


@pytest.mark.usefixtures("office")
async def test_the_old_room_is_free_and_the_new_one_taken(
    staff: httpx.AsyncClient, event: Event, published: Published
) -> None:
    moved = await staff.post(url(event), json={"room_id": str(STUDY)})
    assert moved.status_code == 200, moved.text
    assert moved.json()["room_name"] == "Кабінет"
    assert moved.json()["capacity"] == 3
    # The participants' calendar file follows: the same entry, newer, elsewhere.
    entry = await calendar_entry(staff, event)
    assert (entry["uid"], entry["sequence"]) == (f"{event.id}@liaison", 1)
    assert "Кабінет" in entry["location"]
    assert entry.decoded("last-modified") == START - timedelta(days=1)
    plan = {"title": "x", "description": "x", "kind": "training"}
    plan |= {"starts_at": "2023-06-10T18:00", "ends_at": "2023-06-10T20:00"}
    for room, status in ((HALL, 201), (STUDY, 409)):
        answer = await staff.post("/api/events/v1/events", json=plan | {"room_id": str(room)})
        assert answer.status_code == status, room
    assert await published() == ["EventMoved", "EventScheduled"]


@pytest.mark.usefixtures("office")
async def test_a_room_too_small_or_taken_or_unknown_leaves_everything_as_it_was(
    staff: httpx.AsyncClient, have_event: HaveEvent, published: Published, fields: Fields
) -> None:
    event = await have_event(capacity=5)
    before = await shown(staff, event)
    small = await staff.post(url(event), json={"room_id": str(STUDY)})
    assert (small.status_code, fields(small)) == (422, ["capacity"])
    await have_event(room_id=STUDY, title="Хор")
    taken = await staff.post(url(event), json={"room_id": str(STUDY)})
    assert (taken.status_code, fields(taken)) == (409, ["room_id"])
    unknown = await staff.post(url(event), json={"room_id": str(new_id())})
    assert (unknown.status_code, fields(unknown)) == (422, ["room_id"])
    assert await shown(staff, event) == before
    assert await published() == []
