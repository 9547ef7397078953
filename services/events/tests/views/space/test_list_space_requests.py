"""Requests that wait for the office."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_contracts.identity import Role
from liaison_events.model import OfficeCopy
from liaison_kit.database import Database, new_id

from services.events.tests.asking import TIME, URL, ask

At = Callable[[timedelta], Any]


async def test_they_stand_by_whose_turn_it_is(staff: httpx.AsyncClient, office: OfficeCopy, at: At) -> None:
    with at(timedelta()):
        waiting, _ = await ask(staff)
        offered, _ = await ask(staff)
        await staff.post(f"{URL}/requests/{offered}/offer", json=TIME)
        page = (await staff.get(f"{URL}/requests")).json()
        shown = (await staff.get("/space/requests?lang=en")).text
    assert [one["id"] for one in page["waiting"]] == [waiting]
    assert [one["id"] for one in page["offered"]] == [offered]
    # Each with the time that it is about now.
    days = re.findall(r"(\d+)\N{NO-BREAK SPACE}June", shown)
    assert days == ["12", "13"]
    assert page["bookings"] == []


async def test_a_booking_whose_office_is_suspended_is_flagged_and_stays(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database, at: At
) -> None:
    with at(timedelta()):
        request, _ = await ask(staff)
        await staff.post(f"{URL}/requests/{request}/approval")
        async with database.transaction() as session:
            (await session.get_one(OfficeCopy, office.id)).status = "suspended"
        [booking] = (await staff.get(f"{URL}/requests")).json()["bookings"]
        assert "Офіс тимчасово не працює" in (await staff.get("/space/requests")).text
    assert booking["flags"] == ["office_suspended"]


async def test_another_offices_worker_sees_none(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], office: OfficeCopy, at: At
) -> None:
    with at(timedelta()):
        worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[new_id()])
        await ask(worker)
        page = (await worker.get(f"{URL}/requests")).json()
    assert page == {"waiting": [], "offered": [], "bookings": []}
