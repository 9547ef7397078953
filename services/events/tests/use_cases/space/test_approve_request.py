"""Approving a request for space."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, OfficeCopy
from liaison_events.model.space.room_booking import RoomBooking
from liaison_kit.database import Database
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from services.events.tests.asking import ASK, HALL, URL, ask
from services.events.tests.conftest import an_event

Published = Callable[[], Awaitable[list[str]]]


@pytest.fixture(autouse=True)
def the_saturday_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta()):
        yield


def approval(request: str) -> str:
    return f"{URL}/requests/{request}/approval"


async def test_a_proposed_event_is_on_the_calendar(
    staff: httpx.AsyncClient, office: OfficeCopy, published: Published
) -> None:
    request, mine = await ask(staff, wants="event", room_id=HALL, kind="lecture")
    answer = await staff.post(approval(request))
    assert (answer.status_code, answer.json()["status"]) == (200, "approved")
    assert await published() == ["EventScheduled"]
    event = (await staff.get(f"/api/events/v1/events/{answer.json()['event_id']}")).json()["event"]
    assert (event["title"], event["kind"], event["room_id"]) == (ASK["title"], "lecture", HALL)
    assert "Планктон" not in str(event)
    assert (await staff.post(f"{mine}/withdrawal")).status_code == 409


async def test_a_room_is_booked_for_those_who_asked_and_no_event_has_it_then(
    staff: httpx.AsyncClient, office: OfficeCopy, published: Published, fields: Callable[[httpx.Response], list[str]]
) -> None:
    request, _ = await ask(staff)
    await staff.post(approval(request))
    assert await published() == []
    plan = {"title": "x", "description": "x", "kind": "training", "room_id": ASK["room_id"]}
    when = {"starts_at": "2023-06-12T19:00", "ends_at": "2023-06-12T21:00"}
    refused = await staff.post("/api/events/v1/events", json=plan | when)
    assert (refused.status_code, fields(refused)) == (409, ["room_id"])
    assert "Репетиція хору" in refused.text


async def test_of_many_for_the_same_room_at_once_one_is_approved(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database
) -> None:
    requests = [await ask(staff, phone=f"+38067{number:07}") for number in range(5)]
    answers = await asyncio.gather(*(staff.post(approval(request)) for request, _ in requests))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    async with database.reading() as session:
        assert len((await session.scalars(select(RoomBooking))).all()) == 1


async def test_the_database_itself_gives_a_room_to_an_event_or_to_a_booking(
    staff: httpx.AsyncClient, office: OfficeCopy, add: Any, database: Database
) -> None:
    request, _ = await ask(staff)
    await staff.post(approval(request))
    async with database.reading() as session:
        booking = (await session.scalars(select(RoomBooking))).one()
    same = {"room_id": booking.room_id, "starts_at": booking.starts_at, "ends_at": booking.ends_at}
    with pytest.raises(IntegrityError, match="ex_event_room_time_of_all"):
        await add(an_event(**same))
    await add(an_event(**same, status="cancelled"))


async def test_whoever_answered_first_has_answered(staff: httpx.AsyncClient, office: OfficeCopy, event: Event) -> None:
    request, _ = await ask(staff)
    await staff.post(f"{URL}/requests/{request}/refusal", json={"reason": "x"})
    assert (await staff.post(approval(request), headers={"if-match": '"1"'})).status_code == 412
    assert (await staff.post(approval(request))).status_code == 409
