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


LINK = "https://meet.example/talk"
ELSEWHERE = {"mode": "place", "place": "Бібліотека", "address": "вул. Соборна, 2"}


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("place", "said"),
    [
        (ELSEWHERE, ("place", "Бібліотека", "вул. Соборна, 2", None)),
        ({"mode": "online", "online_link": LINK, "room_id": str(HALL)}, ("online", "Онлайн", LINK, LINK)),
    ],
)
async def test_it_leaves_its_room_for_another_place_or_goes_online_and_the_room_is_free(
    staff: httpx.AsyncClient, event: Event, published: Published, place: dict[str, Any], said: tuple[str | None, ...]
) -> None:
    moved = await staff.post(url(event), json=place)
    assert moved.status_code == 200, moved.text
    state = moved.json()
    assert (state["mode"], state["room_name"], state["address"], state["online_link"]) == said
    assert (state["room_id"], state["capacity"]) == (str(event.id), 3)
    plan = {"title": "x", "description": "x", "kind": "training", "room_id": str(HALL)}
    plan |= {"starts_at": "2023-06-10T18:00", "ends_at": "2023-06-10T20:00"}
    assert (await staff.post("/api/events/v1/events", json=plan)).status_code == 201
    # And back, where the room is still free; the same once more is no news.
    back = {"mode": "hybrid", "online_link": LINK, "room_id": str(STUDY)}
    for _ in range(2):
        state = (await staff.post(url(event), json=back)).json()
        assert (state["mode"], state["room_name"], state["version"]) == ("hybrid", "Кабінет", 3)
    only = (await staff.post(url(event), json={"mode": "room", "room_id": str(STUDY)})).json()
    assert (only["mode"], only["online_link"]) == ("room", None)
    assert await published() == ["EventMoved", "EventScheduled", "EventMoved", "EventMoved"]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({}, "room_id"),
        ({"mode": "hybrid", "online_link": LINK}, "room_id"),
        ({"mode": "online"}, "online_link"),
        ({"mode": "online", "online_link": "javascript:alert(1)"}, "online_link"),
        (ELSEWHERE | {"place": ""}, "place"),
        (ELSEWHERE | {"address": None}, "address"),
        (ELSEWHERE | {"office_id": str(new_id())}, "office_id"),
    ],
)
async def test_a_place_that_is_not_said_whole_leaves_the_event_in_its_room(
    staff: httpx.AsyncClient, event: Event, published: Published, fields: Fields, place: dict[str, Any], field: str
) -> None:
    before = await shown(staff, event)
    answer = await staff.post(url(event), json=place)
    assert (answer.status_code, fields(answer)) == (422, [field]), answer.text
    assert await shown(staff, event) == before
    assert await published() == []


@pytest.mark.usefixtures("office")
async def test_an_event_that_goes_back_into_a_room_that_is_taken_stays_where_it_is(
    staff: httpx.AsyncClient, event: Event, have_event: HaveEvent, fields: Fields
) -> None:
    assert (await staff.post(url(event), json=ELSEWHERE)).status_code == 200
    await have_event(title="Хор")
    before = await shown(staff, event)
    back = await staff.post(url(event), json={"mode": "room", "room_id": str(HALL)})
    assert (back.status_code, fields(back)) == (409, ["room_id"])
    assert await shown(staff, event) == before
