"""Closing an office for good."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import product

import httpx
import pytest
from liaison_contracts.registry import OfficeStatus
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Office
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

Published = Callable[[], Awaitable[list[str]]]
NOTICE = {"notice": "Приймаємо в сусідньому селі"}


def of(office: Office, act: str) -> str:
    return f"/api/registry/v1/offices/{office.id}/{act}"


async def test_it_is_closed_for_good(staff: httpx.AsyncClient, office: Office, published: Published) -> None:
    await staff.post(of(office, "opening"), json={})
    closed = await staff.post(of(office, "closing"), json=NOTICE)
    assert closed.status_code == 200, closed.text
    assert (closed.json()["status"], closed.json()["closed_on"]) == ("closed", clock.today().isoformat())
    for act, body in (("opening", {}), ("suspension", NOTICE), ("resumption", {}), ("closing", NOTICE)):
        assert (await staff.post(of(office, act), json=body)).status_code == 409, act
    page = (await staff.get("/offices/khutory")).text
    assert "Приймаємо в сусідньому селі" in page
    assert "confirm=" not in page
    assert await published() == ["OfficeOpened", "OfficeClosed"]


async def test_a_suspended_office_can_be_closed_and_a_planned_one_cannot(
    staff: httpx.AsyncClient, office: Office
) -> None:
    assert (await staff.post(of(office, "closing"), json=NOTICE)).status_code == 409
    await staff.post(of(office, "opening"), json={})
    await staff.post(of(office, "suspension"), json=NOTICE)
    assert (await staff.post(of(office, "closing"), json=NOTICE)).status_code == 200


@pytest.mark.parametrize("days", [-1, 1])
async def test_the_day_lies_between_the_opening_and_today(
    staff: httpx.AsyncClient, office: Office, days: int, published: Published
) -> None:
    await staff.post(of(office, "opening"), json={})
    day = clock.today() + timedelta(days=days)
    answer = await staff.post(of(office, "closing"), json=NOTICE | {"closed_on": day.isoformat()})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "closed_on"
    assert await published() == ["OfficeOpened"]


MAY = {("planned", "open"), ("open", "suspended"), ("suspended", "open"), ("open", "closed"), ("suspended", "closed")}


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(OfficeStatus, repeat=2) if pair[0] != pair[1]])
async def test_the_database_itself_knows_the_ways_through_an_offices_life(
    database: Database, office: Office, before: str, after: str
) -> None:
    days = {
        "planned": "opened_on = null, closed_on = null",
        "open": "opened_on = '2023-05-15', closed_on = null",
        "suspended": "opened_on = '2023-05-15', closed_on = null",
        "closed": "opened_on = '2023-05-15', closed_on = '2024-05-15'",
    }
    way = {"planned": [], "open": ["open"], "suspended": ["open", "suspended"], "closed": ["open", "closed"]}

    async def go(status: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(f"update office set status = '{status}', {days[status]}"))

    for status in way[before]:
        await go(status)
    if (before, after) in MAY:
        await go(after)
    else:
        with pytest.raises(IntegrityError, match="an office does not go from"):
            await go(after)
