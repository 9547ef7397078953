"""Accepting what the office has offered."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import OfficeCopy
from liaison_events.model.room_booking import RoomBooking
from liaison_kit.database import Database
from sqlalchemy import select

from services.events.tests.asking import TIME, URL, ask
from services.events.tests.conftest import STUDY, an_event

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
        booking = (await session.scalars(select(RoomBooking))).one()
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


async def test_whoever_was_quicker_keeps_the_room_and_the_offer_stays_open(
    staff: httpx.AsyncClient, office: OfficeCopy, add: Any, published: Published
) -> None:
    request, mine = await ask(staff)
    await staff.post(f"{URL}/requests/{request}/offer", json=TIME)
    start = datetime.fromisoformat("2023-06-13T15:00:00+00:00")
    await add(an_event(room_id=STUDY, starts_at=start, ends_at=start + timedelta(hours=1)))
    assert (await staff.post(f"{mine}/acceptance")).status_code == 409
    assert (await staff.get(mine)).json()["request"]["status"] == "offered"
    assert await published() == []
