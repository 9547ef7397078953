"""The forms that change an event."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event

from services.events.tests.conftest import HALL, STUDY


@pytest.mark.usefixtures("office")
async def test_it_is_filled_in_with_what_is_there(
    staff: httpx.AsyncClient, event: Event, at: Callable[[timedelta], Any]
) -> None:
    with at(timedelta(days=-1)):
        page = (await staff.get(f"/events/{event.id}/edit")).text
    assert 'value="2023-06-10T18:00"' in page
    assert f'value="{STUDY}"' in page
    assert f'value="{event.room_id}" selected' in page
    assert 'value="room" checked' in page
    assert page.count('name="_version" value="1"') == 4
    with at(timedelta()):
        assert "змінити нічого не можна" in (await staff.get(f"/events/{event.id}/edit")).text


@pytest.mark.parametrize(
    ("bookable", "minutes", "warned"),
    [
        ([], 15, None),
        ([(6, "14:00", "20:00")], 0, None),
        ([(6, "14:00", "20:00")], 15, "14:00–20:00"),
        ([(6, "09:00", "12:00"), (6, "19:00", "21:00")], 0, "09:00–12:00, 19:00–21:00"),
        ([(5, "09:00", "21:00")], 0, "У цей день тижня"),
    ],
    ids=["no hours of its own", "within", "set-up beyond", "between", "another day"],
)
async def test_a_worker_may_leave_the_hours_of_a_room_and_is_warned(
    staff: httpx.AsyncClient,
    have_office: Callable[..., Any],
    at: Callable[[timedelta], Any],
    bookable: list[tuple[int, str, str]],
    minutes: int,
    warned: str | None,
) -> None:
    hours = [{"weekday": day, "opens": opens, "closes": closes} for day, opens, closes in bookable]
    room = {"id": str(HALL), "name": "x", "name_en": "x", "capacity": 40, "bookable": hours}
    await have_office(rooms=[room])
    plan = {"title": "x", "description": "x", "kind": "training", "room_id": str(HALL), "clear_away_minutes": minutes}
    plan |= {"starts_at": "2023-06-10T18:00", "ends_at": "2023-06-10T20:00"}
    with at(timedelta(days=-1)):
        made = await staff.post("/api/events/v1/events", json=plan)
        assert made.status_code == 201, made.text
        event = f"/events/{made.json()['id']}"
        pages = [(await staff.get(page)).text for page in (event, f"{event}/edit")]
        del staff.headers["authorization"]
        assert "Поза часом" not in (await staff.get(event)).text
    for page in pages:
        assert ("Поза часом" in page) == (warned is not None)
        assert not warned or warned in page
