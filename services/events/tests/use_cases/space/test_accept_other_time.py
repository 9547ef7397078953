"""Accepting what the office has offered."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import OfficeCopy
from liaison_events.model.space.room_booking import RoomBooking
from liaison_kit.database import Database
from sqlalchemy import select

from services.events.tests.asking import HALL, TIME, URL, ask

Published = Callable[[], Awaitable[list[str]]]


@pytest.fixture(autouse=True)
def the_saturday_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta()):
        yield


async def test_the_room_is_booked_at_the_time_that_was_offered(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database, published: Published
) -> None:
    request, mine = await ask(staff)
    await staff.post(f"{URL}/requests/{request}/offer", json=TIME)
    assert (await staff.post(f"{mine}/acceptance")).json() == {"status": "approved"}
    async with database.reading() as session:
        booking = (await session.scalars(select(RoomBooking).where(RoomBooking.status != "cancelled"))).one()
    assert booking.starts_at == datetime.fromisoformat("2023-06-13T15:00:00+00:00")
    assert await published() == []


async def test_an_event_is_scheduled_at_the_time_that_was_offered(
    staff: httpx.AsyncClient, office: OfficeCopy, published: Published
) -> None:
    request, mine = await ask(staff, wants="event")
    await staff.post(f"{URL}/requests/{request}/offer", json=TIME)
    await staff.post(f"{mine}/acceptance")
    assert await published() == ["EventScheduled"]


async def test_nothing_is_accepted_before_it_is_offered(client: httpx.AsyncClient, office: OfficeCopy) -> None:
    _, mine = await ask(client)
    assert (await client.post(f"{mine}/acceptance")).status_code == 409
    assert (await client.post(f"{URL}/mine/x/acceptance")).status_code == 404


async def test_what_is_offered_is_held_for_them(
    staff: httpx.AsyncClient, office: OfficeCopy, fields: Callable[[httpx.Response], list[str]], published: Published
) -> None:
    request, mine = await ask(staff)
    await staff.post(f"{URL}/requests/{request}/offer", json=TIME)
    plan = TIME | {"title": "x", "description": "x", "kind": "training"}
    answer = await staff.post("/api/events/v1/events", json=plan)
    assert (answer.status_code, fields(answer)) == (409, ["room_id"])
    assert "“Репетиція хору” from 13.06.2023 18:00" in answer.json()["detail"]
    other, _ = await ask(staff)
    assert (await staff.post(f"{URL}/requests/{other}/offer", json=TIME)).status_code == 409
    shown = (await staff.get(f"/space/mine/{mine.rpartition('/')[2]}?lang=en")).text
    assert "The room is held until 12\N{NO-BREAK SPACE}June\N{NO-BREAK SPACE}2023, 06:00." in shown
    for _ in range(2):
        status = (await staff.post(f"{mine}/acceptance")).status_code
    assert status == 409
    assert (await staff.post("/api/events/v1/events", json=plan)).status_code == 409
    assert await published() == []


@pytest.mark.parametrize("answer", ["refusal", "withdrawal", "offer", "approval"])
async def test_whatever_becomes_of_it_otherwise_the_room_is_free_again(
    staff: httpx.AsyncClient, office: OfficeCopy, answer: str
) -> None:
    request, mine = await ask(staff)
    at = f"{URL}/requests/{request}"
    assert (await staff.post(f"{at}/offer", json=TIME)).status_code == 200
    said = {"refusal": {"reason": "x"}, "offer": TIME | {"room_id": HALL}}.get(answer)
    done = await staff.post(f"{mine}/withdrawal" if answer == "withdrawal" else f"{at}/{answer}", json=said)
    assert done.status_code == 200, done.text
    plan = TIME | {"title": "x", "description": "x", "kind": "training"}
    assert (await staff.post("/api/events/v1/events", json=plan)).status_code == 201
