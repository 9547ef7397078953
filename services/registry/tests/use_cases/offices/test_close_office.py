"""Closing an office for good."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import product

import httpx
import pytest
from liaison_contracts.registry import OfficeStatus
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import BEFORE_OPENING, Office
from liaison_registry.model.offices.office_life import MOVES, WITH_OVERRIDE
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.offices import OVERRIDE

Published = Callable[[], Awaitable[list[str]]]
NOTICE = {"notice": "Приймаємо в сусідньому селі"}


def of(office: Office, act: str) -> str:
    return f"/api/registry/v1/offices/{office.id}/{act}"


async def test_it_is_closed_for_good(staff: httpx.AsyncClient, office: Office, published: Published) -> None:
    await staff.post(of(office, "opening"), json=OVERRIDE)
    closed = await staff.post(of(office, "closing"), json=NOTICE)
    assert closed.status_code == 200, closed.text
    assert (closed.json()["status"], closed.json()["closed_on"]) == ("closed", clock.today().isoformat())
    for act, body in (("opening", OVERRIDE), ("suspension", NOTICE), ("resumption", {}), ("closing", NOTICE)):
        assert (await staff.post(of(office, act), json=body)).status_code == 409, act
    page = (await staff.get("/offices/khutory")).text
    assert "Приймаємо в сусідньому селі" in page
    assert "confirm=" not in page
    assert await published() == ["OfficeOpened", "OfficeClosed"]


async def test_a_suspended_office_can_be_closed_and_a_planned_one_cannot(
    staff: httpx.AsyncClient, office: Office
) -> None:
    assert (await staff.post(of(office, "closing"), json=NOTICE)).status_code == 409
    await staff.post(of(office, "opening"), json=OVERRIDE)
    await staff.post(of(office, "suspension"), json=NOTICE)
    assert (await staff.post(of(office, "closing"), json=NOTICE)).status_code == 200


@pytest.mark.parametrize("days", [-1, 1])
async def test_the_day_lies_between_the_opening_and_today(
    staff: httpx.AsyncClient, office: Office, days: int, published: Published
) -> None:
    await staff.post(of(office, "opening"), json=OVERRIDE)
    day = clock.today() + timedelta(days=days)
    answer = await staff.post(of(office, "closing"), json=NOTICE | {"closed_on": day.isoformat()})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "closed_on"
    assert await published() == ["OfficeOpened"]


NOT_YET, AT_WORK = "opened_on = null", "opened_on = '2023-05-15'"
WAY = ["planned", "site_chosen", "fitting_out", "staffed", "open", "suspended"]
"""To be anywhere in its life, an office has gone this way; closed, it was suspended before."""


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(OfficeStatus, repeat=2) if pair[0] != pair[1]])
async def test_the_database_itself_knows_the_ways_through_an_offices_life(
    database: Database, office: Office, before: OfficeStatus, after: OfficeStatus
) -> None:
    override = f", override_reason = 'x', overridden_at = now(), overridden_by = '{new_id()}'"

    async def go(status: str, more: str = "") -> None:
        days = NOT_YET if status in BEFORE_OPENING else AT_WORK
        days += ", closed_on = " + ("'2024-05-15'" if status == "closed" else "null")
        async with database.transaction() as session:
            await session.execute(text(f"update office set status = '{status}', {days}{more}"))

    for status in [*WAY, before][1:] if before == OfficeStatus.CLOSED else WAY[1 : WAY.index(before) + 1]:
        await go(status, override if status == "open" else "")
    if (before, after) in MOVES:
        await go(after, override if after == OfficeStatus.OPEN else "")
        return
    no_override = ", override_reason = null, overridden_at = null, overridden_by = null"
    with pytest.raises(IntegrityError, match="an office does not go from"):
        await go(after, no_override)
    if (before, after) in WITH_OVERRIDE:
        await go(after, override)
    else:
        with pytest.raises(IntegrityError, match="an office does not go from"):
            await go(after, override)
