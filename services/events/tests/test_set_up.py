"""Set-up and clear-away: a room is taken before and after what takes place in it, whoever books it and how."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from liaison_events.model import Event, OfficeCopy
from liaison_events.model.calendar.flags import Flag, flags_of
from liaison_events.model.calendar.in_the_way import Obstacle, in_the_first_place
from liaison_events.model.calendar.room_time import RoomTime
from liaison_kit.database import Database, new_id
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.events.tests import asking
from services.events.tests.conftest import HALL, START, STUDY, an_event, an_office
from services.events.tests.courses import SERIES

EVENTS = "/api/events/v1/events"
PLAN = {"title": "Лекторій", "description": "x", "kind": "lecture", "room_id": str(HALL)}
# It follows at once on the event of 10 June 2023 from 18:00 to 20:00.
NEXT = {"starts_at": "2023-06-10T20:00", "ends_at": "2023-06-10T21:00"}
WORDS = {"title": "x", "description": "x", "capacity": 3}

HaveEvent = Callable[..., Awaitable[Event]]
Fields = Callable[[httpx.Response], list[str]]
Published = Callable[[], Awaitable[list[str]]]


@pytest.fixture(autouse=True)
def the_day_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta(days=-1)):
        yield


@pytest.fixture
async def followed(office: OfficeCopy, have_event: HaveEvent) -> Event:
    """An event that ends when the next one is to begin, and half an hour of clear-away after it."""
    return await have_event(title="Хор", clear_away_minutes=30)


def wanted(start: int, end: int, **around: int) -> RoomTime:
    hour = timedelta(hours=1)
    return RoomTime(new_id(), HALL, START + start * hour, START + end * hour, **around)


def test_what_takes_place_itself_is_in_the_way_before_what_is_needed_around_it() -> None:
    def held(start: int, end: int, title: str, **around: int) -> Obstacle:
        hour = timedelta(hours=1)
        return Obstacle(new_id(), HALL, START + start * hour, START + end * hour, title=title, **around)

    before, own = held(0, 2, "before", clear_away_minutes=15), held(4, 5, "own")
    assert in_the_first_place([before, own], wanted(3, 5, set_up_minutes=60)) == own
    assert in_the_first_place([before, own], wanted(3, 4, set_up_minutes=50)) == before
    assert in_the_first_place([before, own], wanted(3, 4, set_up_minutes=45)) is None


@pytest.mark.usefixtures("followed")
async def test_two_events_that_touch_only_by_set_up_clash_and_the_answer_says_so(
    staff: httpx.AsyncClient, fields: Fields, published: Published
) -> None:
    refused = await staff.post(EVENTS, json=PLAN | NEXT)
    assert (refused.status_code, fields(refused)) == (409, ["room_id"])
    assert refused.json()["detail"] == (
        "The room is taken by “Хор” from 10.06.2023 18:00 to 20:30, set-up and clear-away included."
    )
    assert await published() == []
    later = {"starts_at": "2023-06-10T20:30", "ends_at": "2023-06-10T21:00"}
    assert (await staff.post(EVENTS, json=PLAN | later)).status_code == 201


@pytest.mark.usefixtures("followed")
async def test_where_only_its_own_set_up_is_in_the_way_that_field_is_named_and_how_long_it_may_take(
    staff: httpx.AsyncClient, fields: Fields
) -> None:
    half_past = {"starts_at": "2023-06-10T20:40", "ends_at": "2023-06-10T21:00", "set_up_minutes": 20}
    refused = await staff.post(EVENTS, json=PLAN | half_past)
    assert (refused.status_code, fields(refused)) == (409, ["set_up_minutes", "room_id"])
    assert "from 20:20 on" in refused.json()["detail"]
    assert refused.json()["errors"][0]["message"] == "Minutes left for it: 10."
    assert (await staff.post(EVENTS, json=PLAN | half_past | {"set_up_minutes": 10})).status_code == 201


@pytest.mark.parametrize("minutes", [-1, 241])
@pytest.mark.usefixtures("office")
async def test_it_takes_four_hours_at_most(staff: httpx.AsyncClient, fields: Fields, minutes: int) -> None:
    refused = await staff.post(EVENTS, json=PLAN | NEXT | {"clear_away_minutes": minutes})
    assert (refused.status_code, fields(refused)) == (422, ["clear_away_minutes"])


async def test_the_database_refuses_what_the_rules_overlook(followed: Event, add: Any, database: Database) -> None:
    after = {"starts_at": followed.ends_at, "ends_at": followed.ends_at + timedelta(hours=1)}
    with pytest.raises(IntegrityError, match="ex_event_room_time"):
        await add(an_event(**after))
    async with database.transaction() as session:
        await session.execute(text("alter table event drop constraint ex_event_room_time"))
    # Then the time that events and bookings share refuses it.
    with pytest.raises(IntegrityError, match="ex_event_room_time_of_all"):
        await add(an_event(**after))
    with pytest.raises(IntegrityError, match="ck_event_set_up_minutes"):
        await add(an_event(room_id=STUDY, set_up_minutes=241))
    async with database.transaction() as session:
        await session.execute(text("update event set clear_away_minutes = 0"))
    await add(an_event(**after))


async def test_whoever_is_not_told_in_time_is_told_by_the_database(
    staff: httpx.AsyncClient, followed: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: Any) -> list[Obstacle]:
        return []

    monkeypatch.setattr("liaison_events.model.calendar.booking.in_the_way", nothing)
    assert (await staff.post(EVENTS, json=PLAN | NEXT)).status_code == 503


@pytest.mark.usefixtures("office")
async def test_an_event_cannot_grow_its_set_up_into_another(
    staff: httpx.AsyncClient, event: Event, have_event: HaveEvent, fields: Fields, published: Published
) -> None:
    await have_event(starts_at=event.ends_at + timedelta(minutes=20), ends_at=event.ends_at + timedelta(hours=1))
    url = f"{EVENTS}/{event.id}/change"
    refused = await staff.post(url, json=WORDS | {"clear_away_minutes": 30})
    assert (refused.status_code, fields(refused)) == (409, ["clear_away_minutes", "room_id"])
    assert await published() == []
    grown = await staff.post(url, json=WORDS | {"set_up_minutes": 60, "clear_away_minutes": 20})
    assert grown.status_code == 200, grown.text
    # Who says nothing of it, a page of the release before for one, leaves it as it is.
    assert (await staff.post(url, json=WORDS)).status_code == 200
    form = (await staff.get(f"{EVENTS}/{event.id}/edit")).json()
    assert form["set_up"] == {"set_up_minutes": 60, "clear_away_minutes": 20}


async def test_a_room_that_was_blocked_since_does_not_keep_its_event_from_being_described(
    staff: httpx.AsyncClient, event: Event, have_office: Callable[..., Awaitable[OfficeCopy]]
) -> None:
    blocking = {"id": str(new_id()), "starts_at": str(event.starts_at), "ends_at": str(event.ends_at), "reason": "x"}
    room = {"id": str(HALL), "name": "x", "name_en": "x", "capacity": 40, "blockings": [blocking]}
    await have_office(rooms=[room])
    url = f"{EVENTS}/{event.id}/change"
    assert (await staff.post(url, json=WORDS | {"set_up_minutes": 0})).status_code == 200
    assert (await staff.post(url, json=WORDS | {"set_up_minutes": 1})).status_code == 409


async def test_moving_and_rescheduling_take_set_up_along(
    staff: httpx.AsyncClient, followed: Event, have_event: HaveEvent, fields: Fields
) -> None:
    after = {"starts_at": followed.ends_at, "ends_at": followed.ends_at + timedelta(hours=1)}
    other = await have_event(room_id=STUDY, **after)
    url = f"{EVENTS}/{followed.id}"
    refused = await staff.post(f"{url}/room", json={"room_id": str(STUDY)})
    assert (refused.status_code, fields(refused)) == (409, ["clear_away_minutes", "room_id"])
    earlier = {"starts_at": "2023-06-10T17:30", "ends_at": "2023-06-10T19:30"}
    assert (await staff.post(f"{url}/time", json=earlier)).status_code == 200
    assert (await staff.post(f"{url}/room", json={"room_id": str(STUDY)})).status_code == 200
    refused = await staff.post(f"{EVENTS}/{other.id}/change", json=WORDS | {"set_up_minutes": 5})
    assert (refused.status_code, fields(refused)[0]) == (409, "set_up_minutes")


async def test_it_counts_in_the_free_times_of_a_room(
    staff: httpx.AsyncClient, client: httpx.AsyncClient, have_event: HaveEvent, office: OfficeCopy
) -> None:
    morning = {"starts_at": START.replace(hour=7), "ends_at": START.replace(hour=8)}
    await have_event(**morning, set_up_minutes=30, clear_away_minutes=15)
    rooms = (await client.get("/api/events/v1/space?day=2023-06-10")).json()["rooms"]
    free = next(one["free"] for one in rooms if one["room_id"] == str(HALL))
    assert [(one["starts_at"][11:16], one["ends_at"][11:16]) for one in free] == [
        ("06:00", "06:30"),
        ("08:15", "09:00"),
    ]


def test_an_event_whose_room_is_blocked_during_its_set_up_is_flagged() -> None:
    before = {"starts_at": str(START - timedelta(hours=1)), "ends_at": str(START - timedelta(minutes=10))}
    room = {"id": str(HALL), "name": "x", "name_en": "x", "capacity": 40}
    office = an_office(rooms=[room | {"blockings": [before | {"id": str(new_id()), "reason": "x"}]}])
    assert flags_of(an_event(set_up_minutes=10), office) == []
    assert flags_of(an_event(set_up_minutes=11), office) == [Flag.ROOM_BLOCKED]


@pytest.mark.usefixtures("followed")
async def test_the_dates_of_a_series_are_checked_with_their_set_up_and_have_it(
    staff: httpx.AsyncClient, fields: Fields
) -> None:
    rule = {"room_id": str(HALL), "repeats": "weekly", "times": 2, "set_up_minutes": 60}
    rule |= {"starts_at": "2023-06-10T21:00", "ends_at": "2023-06-10T22:00"}
    first, second = (await staff.post(f"{SERIES}/preview", json=rule)).json()
    clash = first["clash"]
    assert (clash["title"], clash["ends_at"][11:16], clash["with_set_up"]) == ("Хор", "17:30", True)
    assert [room["room_id"] for room in first["free_rooms"]] == [str(STUDY)]
    assert second["clash"] is None
    refused = await staff.post(SERIES, json=PLAN | rule)
    assert (refused.status_code, fields(refused)) == (409, ["dates"])
    made = (await staff.post(SERIES, json=PLAN | rule | {"set_up_minutes": 30})).json()
    added = {"starts_at": "2023-06-24T21:00", "ends_at": "2023-06-24T22:00"}
    added = (await staff.post(f"{SERIES}/{made['id']}/dates", json=added)).json()
    for one in [*made["events"], added]:
        form = (await staff.get(f"{EVENTS}/{one['id']}/edit")).json()
        assert form["set_up"] == {"set_up_minutes": 30, "clear_away_minutes": 0}


@pytest.mark.usefixtures("followed")
async def test_a_series_grows_its_set_up_on_all_dates_or_on_none(staff: httpx.AsyncClient, fields: Fields) -> None:
    rule = {"room_id": str(HALL), "repeats": "weekly", "times": 2}
    rule |= {"starts_at": "2023-06-10T21:00", "ends_at": "2023-06-10T22:00"}
    made = (await staff.post(SERIES, json=PLAN | rule)).json()
    words = {"title": "x", "description": "x"}
    refused = await staff.post(f"{SERIES}/{made['id']}/change", json=words | {"set_up_minutes": 45})
    assert (refused.status_code, fields(refused)) == (409, ["dates"])
    changed = await staff.post(f"{SERIES}/{made['id']}/change", json=words | {"set_up_minutes": 30})
    assert changed.status_code == 200, changed.text
    moved = {"starts_at": "2023-06-10T20:45", "ends_at": "2023-06-10T22:00"}
    assert (await staff.post(f"{SERIES}/{made['id']}/time", json=moved)).status_code == 409


@pytest.mark.parametrize("wants", ["room", "event"])
async def test_an_office_that_gives_a_room_says_how_long_it_is_held_around_it(
    staff: httpx.AsyncClient, office: OfficeCopy, fields: Fields, wants: str
) -> None:
    request, mine = await asking.ask(staff, wants=wants)
    offer = asking.TIME | {"set_up_minutes": 30, "clear_away_minutes": 15}
    assert (await staff.post(f"{asking.URL}/requests/{request}/offer", json=offer)).status_code == 200
    before = {"starts_at": "2023-06-13T17:00", "ends_at": "2023-06-13T18:00"}
    plan = PLAN | {"room_id": asking.STUDY} | before
    held = await staff.post(EVENTS, json=plan)
    assert (await staff.post(f"{mine}/acceptance")).status_code == 200
    taken = await staff.post(EVENTS, json=plan)
    for refused in (held, taken):
        assert (refused.status_code, fields(refused)) == (409, ["room_id"])
        assert "from 13.06.2023 17:30 to 20:15, set-up" in refused.json()["detail"]
    other, _ = await asking.ask(staff, starts_at="2023-06-13T20:15", ends_at="2023-06-13T21:00")
    url = f"{asking.URL}/requests/{other}/approval"
    refused = await staff.post(url, json={"set_up_minutes": 5})
    assert (refused.status_code, fields(refused)[0]) == (409, "set_up_minutes")
    assert (await staff.post(url)).status_code == 200


@pytest.mark.usefixtures("office")
async def test_residents_are_told_the_events_own_time_only(
    staff: httpx.AsyncClient, client: httpx.AsyncClient, payloads: Any
) -> None:
    around = {"set_up_minutes": 95, "clear_away_minutes": 85}
    made = (await staff.post(EVENTS, json=PLAN | NEXT | around)).json()
    assert "Set-up 95 min, clear-away 85 min" in (await client.get(f"/events/{made['id']}?lang=en")).text
    del client.headers["authorization"]
    page, file = f"/events/{made['id']}?lang=en", f"/events/{made['id']}/calendar.ics"
    said = [(await client.get(one)).text for one in (page, f"{EVENTS}/{made['id']}", file)]
    assert not [one for one in (*said, str(await payloads())) if "set_up" in one or "Set-up" in one]
    (entry,) = Calendar.from_ical(said[2]).walk("VEVENT")
    assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(hours=1)
