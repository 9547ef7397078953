"""Locking a month or a quarter."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_events.model import Event, OfficeCopy
from liaison_events.model.attendance.period import days_of
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]
AGAIN = """
insert into period_lock (id, period, starts_on, ends_on, locked_at, locked_by)
select gen_random_uuid(), '2023-Q2', '2023-04-01', '2023-06-30', now(), id from period_lock
"""
LOCKS = "/api/events/v1/attendance/locks"


@pytest.fixture(autouse=True)
def in_july(at: At) -> Any:
    with at(timedelta(days=21)):
        yield


async def lock(client: httpx.AsyncClient, period: str) -> httpx.Response:
    return await client.post(LOCKS, json={"period": period})


@pytest.mark.parametrize(
    ("period", "days"),
    [("2024-02", "2024-02-01 2024-02-29"), ("2023-12", "2023-12-01 2023-12-31"), ("2023-Q4", "2023-10-01 2023-12-31")],
)
def test_the_days_of_a_period(period: str, days: str) -> None:
    assert " ".join(map(str, days_of(period))) == days


async def test_nothing_is_entered_afterwards_into_a_locked_period(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database
) -> None:
    """Its report could not be given: it would be missed for ever."""
    forgotten = {"title": "Забута лекція", "description": "x", "kind": "lecture", "room_id": office.rooms[0]["id"]}
    forgotten |= {"starts_at": "2023-05-20T18:00", "ends_at": "2023-05-20T19:00", "backdating_reason": "На папері"}
    assert (await lock(staff, "2023-05")).status_code == 201
    refused = await staff.post("/api/events/v1/events", json=forgotten)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:liaison:problem:period-locked")
    async with database.transaction() as session:
        await session.execute(
            text("update period_lock set unlocked_at = now(), unlocked_by = id, unlocking_reason = 'x'")
        )
    assert (await staff.post("/api/events/v1/events", json=forgotten)).status_code == 201


@pytest.mark.parametrize("period", ["2023-06", "2023-Q2"])
async def test_what_is_locked_changes_no_more_and_says_so(
    staff: httpx.AsyncClient, have_event: Have, have_sign_up: Have, published: Published, period: str
) -> None:
    event = await have_event(status="held", attendance=1, outcome="x")
    sign_up = await have_sign_up(event.id)
    assert (await lock(staff, period)).status_code == 201
    base = f"/api/events/v1/events/{event.id}"
    for path, body in (
        (f"{base}/sign-ups/{sign_up.id}/attendance", {}),
        (f"{base}/attendance", {"came": [str(sign_up.id)]}),
        (f"{base}/walk-ins", {}),
        (f"{base}/sheet-rows", {"line": 1}),
        (f"{base}/report-correction", {"outcome": "y"}),
    ):
        answer = await staff.post(path, json=body | {"reason": "x"})
        assert answer.status_code == 409, path
        assert f"Attendance of {period} is locked" in answer.json()["detail"]
    assert await published() == []
    page = (await staff.get(f"/events/{event.id}/participants")).text
    assert f"Відвідуваність за {period} закрито" in page
    assert "report-correction" not in page


async def test_other_months_stay_open(staff: httpx.AsyncClient, have_event: Have) -> None:
    event = await have_event(status="held", attendance=1, outcome="x")
    assert (await lock(staff, "2023-05")).status_code == 201
    body = {"outcome": "y", "reason": "x"}
    assert (await staff.post(f"/api/events/v1/events/{event.id}/report-correction", json=body)).status_code == 200


@pytest.mark.parametrize(
    ("period", "status"), [("2023-07", 409), ("2023-Q3", 409), ("2023-13", 422), ("June", 422), ("2023-Q5", 422)]
)
async def test_only_a_period_that_is_over_is_locked(
    staff: httpx.AsyncClient, fields: Fields, period: str, status: int
) -> None:
    answer = await lock(staff, period)
    assert (answer.status_code, fields(answer)) == (status, ["period"])


async def test_a_missing_report_is_asked_for_first(staff: httpx.AsyncClient, event: Event, have_event: Have) -> None:
    await have_event(
        status="cancelled", cancellation_reason="x", starts_at=event.ends_at, ends_at=event.ends_at + timedelta(hours=1)
    )
    answer = await lock(staff, "2023-06")
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("1 events of this period have no report yet")


async def test_nothing_is_locked_twice(staff: httpx.AsyncClient, database: Database) -> None:
    assert (await lock(staff, "2023-06")).status_code == 201
    assert (await lock(staff, "2023-Q2")).status_code == 409
    with pytest.raises(IntegrityError, match="ex_period_lock_days"):
        async with database.transaction() as session:
            await session.execute(text(AGAIN))


async def test_only_a_coordinator_of_the_network_locks(signed_in: Callable[..., Awaitable[httpx.AsyncClient]]) -> None:
    for values in ({"roles": [Role.WORKER]}, {"roles": [Role.COORDINATOR], "whole_network": False}):
        assert (await lock(await signed_in(**values), "2023-06")).status_code == 403


async def test_the_page_says_what_can_be_locked(staff: httpx.AsyncClient, have_event: Have, event: Event) -> None:
    later = event.ends_at
    await have_event(status="held", attendance=9, outcome="x", starts_at=later, ends_at=later + timedelta(hours=1))
    month = (await staff.get("/api/events/v1/attendance")).json()["months"][0]
    assert (month["period"], month["held"], month["missing"], month["people"]) == ("2023-06", 1, 1, 9)
    assert "Бракує звітів" in (await staff.get("/attendance")).text
    done = await staff.post("/attendance/locks", data={"_page": "/attendance", "period": "2023-05"})
    assert (done.status_code, done.headers["location"]) == (303, "/attendance")
    assert "2023-05" in (await staff.get("/attendance")).text
