"""Planning an office's appointments."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import OfficeCopy
from liaison_events.model.consultations.appointment import AppointmentPlan
from liaison_kit.database import Database
from liaison_kit.testing import eventually
from sqlalchemy import text

from services.events.tests.consulting import OFFICE

URL = f"/api/events/v1/appointments/plans/{OFFICE}"
PLAN = {"minutes": 45, "advisers": 2, "days_ahead": 7}


async def test_from_then_on_there_are_times_within_the_offices_hours(
    staff: httpx.AsyncClient, office: OfficeCopy, at: Callable[[timedelta], Any]
) -> None:
    assert (await staff.post(URL, json=PLAN)).status_code == 200
    with at(timedelta()):
        page = (await staff.get("/api/events/v1/appointments/offices/khutory")).json()
        offices = (await staff.get("/api/events/v1/appointments")).json()["offices"]
    assert [one["day"] for one in page["days"]] == [f"2023-06-{day}" for day in (12, 13, 14, 15, 16, 17)]
    times = [one.removeprefix("2023-06-12T") for one in page["chosen"]["times"]]
    assert times == ["06:00:00Z", "06:45:00Z", "07:30:00Z", "08:15:00Z"]
    assert [one["slug"] for one in offices] == ["khutory"]


async def test_special_days_and_a_suspension_hold_here_too(
    staff: httpx.AsyncClient, have_office: Any, at: Callable[[timedelta], Any]
) -> None:
    shut = {"from_day": "2023-06-12", "to_day": "2023-06-16", "hours": [], "note": "x"}
    await have_office(special_hours=[shut])
    await staff.post(URL, json=PLAN)
    with at(timedelta()):
        page = (await staff.get("/api/events/v1/appointments/offices/khutory")).json()
    assert [one["day"] for one in page["days"]] == ["2023-06-17"]


async def test_two_who_change_it_see_each_other(staff: httpx.AsyncClient, plan: AppointmentPlan) -> None:
    assert (await staff.post(URL, json=PLAN, headers={"if-match": '"1"'})).headers["etag"] == '"2"'
    assert (await staff.post(URL, json=PLAN, headers={"if-match": '"1"'})).status_code == 412


async def test_of_two_who_plan_it_first_at_once_one_is_told_so(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database
) -> None:
    async with database.transaction() as other:
        other.add(AppointmentPlan(id=OFFICE, version=1, minutes=30, advisers=1, days_ahead=14))
        await other.flush()
        asked = asyncio.create_task(staff.post(URL, json=PLAN))
        await eventually(lambda: _somebody_waits(database))
    answer = await asked
    assert answer.status_code == 409, answer.text
    assert answer.json()["type"] == "urn:liaison:problem:planned-meanwhile"
    assert (await staff.get(URL)).json()["minutes"] == 30


async def _somebody_waits(database: Database) -> bool:
    async with database.reading() as session:
        waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        return bool(await session.scalar(text(f"select exists ({waiting})")))


@pytest.mark.parametrize("changes", [{"minutes": 5}, {"advisers": -1}, {"days_ahead": 0}])
async def test_numbers_that_cannot_be_are_refused(
    staff: httpx.AsyncClient,
    office: OfficeCopy,
    fields: Callable[[httpx.Response], list[str]],
    changes: dict[str, int],
) -> None:
    assert fields(await staff.post(URL, json=PLAN | changes)) == list(changes)
