"""When rooms are free."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from liaison_events.model.calendar.free_rooms import less

from services.events.tests.asking import HALL, STUDY
from services.events.tests.conftest import an_event

START = datetime(2023, 6, 12, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_what_is_left_of_a_time_beside_what_is_taken() -> None:
    day = (START, START + 8 * HOUR)
    assert less(day, []) == [day]
    middle = [(START + 2 * HOUR, START + 4 * HOUR), (START + 3 * HOUR, START + 5 * HOUR)]
    assert less(day, middle) == [(START, START + 2 * HOUR), (START + 5 * HOUR, START + 8 * HOUR)]
    assert less(day, [(START - HOUR, START + HOUR), (START + 7 * HOUR, START + 9 * HOUR)]) == [
        (START + HOUR, START + 7 * HOUR)
    ]
    assert less(day, [(START - HOUR, START + 9 * HOUR)]) == []
    assert less(day, [(START + 9 * HOUR, START + 10 * HOUR)]) == [day]


async def test_a_room_is_free_within_the_offices_hours_but_for_events_and_blockings(
    client: httpx.AsyncClient, have_office: Any, add: Any, at: Callable[[timedelta], Any]
) -> None:
    blocking = {"id": HALL, "starts_at": "2023-06-12T08:00:00Z", "ends_at": "2023-06-12T10:00:00Z", "reason": "x"}
    first = {"id": HALL, "name": "Зала", "name_en": "Hall", "capacity": 40, "blockings": [blocking]}
    second = {"id": STUDY, "name": "Кабінет", "name_en": "Study", "capacity": 4}
    old = {"id": "00000000-0000-0000-0000-000000000003", "name": "x", "name_en": "x", "capacity": 4, "retired": True}
    until = {"weekday": 1, "opens": "15:00", "closes": "17:00", "valid_to": "2023-06-11"}
    since = {"weekday": 1, "opens": "19:00", "closes": "20:00", "valid_from": "2023-06-12"}
    third = {
        "id": str(UUID(int=4)),
        "name": "Майстерня",
        "name_en": "Workshop",
        "capacity": 4,
        "bookable": [until, since],
    }
    await have_office(rooms=[first, second, old, third])
    await add(an_event(starts_at=START, ends_at=START + HOUR))
    with at(timedelta()):
        page = (await client.get("/api/events/v1/space?day=2023-06-12")).json()
        shown = (await client.get("/space?day=2023-06-11")).text
    free = {
        room["name"]: [(one["starts_at"][11:16], one["ends_at"][11:16]) for one in room["free"]]
        for room in page["rooms"]
    }
    assert free == {"Зала": [("07:00", "08:00")], "Кабінет": [("06:00", "09:00")], "Майстерня": [("16:00", "17:00")]}
    assert "Цього дня не вільна" in shown


async def test_whoever_names_no_day_sees_the_next_one_on_which_a_room_is_free(
    client: httpx.AsyncClient, have_office: Any, at: Callable[[timedelta], Any]
) -> None:
    await have_office()
    with at(timedelta()):  # on a Saturday evening
        page = await client.get("/api/events/v1/space")
        assert page.json()["day"] == "2023-06-12"
        assert f'href="/space/rooms/{HALL}?day=2023-06-12"' in (await client.get("/space")).text
