"""Planning a budget."""

import re
from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model.programme.funding import BudgetLine
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from services.registry.tests.money_steps import MONEY, a_line, done, ids

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")


async def test_planned_anew_it_replaces_what_was_planned(
    staff: httpx.AsyncClient, database: Database, an_office: str, published: Published
) -> None:
    await a_line(staff, an_office, "1 000")
    await a_line(staff, an_office, 500_00)
    await a_line(staff, an_office, 200_00, kind="equipment")
    async with database.reading() as session:
        lines = (await session.execute(text("select kind, planned from budget_line order by kind"))).all()
    assert [tuple(line) for line in lines] == [("equipment", 200_00), ("repair", 500_00)]
    assert (await published())[-3:] == ["FundingChanged"] * 3


async def test_of_two_who_plan_the_second_is_told_and_the_first_ones_sum_stays(
    staff: httpx.AsyncClient, database: Database, an_office: str
) -> None:
    page = await staff.get("/programme/money/edit")
    (seen,) = set(re.findall(r'name="_version" value="(\d+)"', page.text))
    await a_line(staff, an_office, 1_000_00)
    form = {
        "_page": "/programme/money/edit",
        "_version": seen,
        "office_id": an_office,
        "kind": "repair",
        "planned": "7",
    }
    second = await staff.post("/programme/budget-lines", data=form)
    assert second.status_code == 412
    async with database.reading() as session:
        assert await session.scalar(select(BudgetLine.planned)) == 1_000_00
    now = (await staff.get("/api/registry/v1/programme/money/edit")).json()["version"]
    assert (await staff.post("/programme/budget-lines", data=form | {"_version": str(now)})).status_code == 303


async def test_it_is_never_below_what_is_spent(staff: httpx.AsyncClient, database: Database, an_office: str) -> None:
    await a_line(staff, an_office)
    (line,) = await ids(database, BudgetLine)
    await done(await staff.post(f"{MONEY}/spendings", json={"line_id": line, "amount": 60_00, "purpose": "фарба"}))
    less = await staff.post(f"{MONEY}/budget-lines", json={"office_id": an_office, "kind": "repair", "planned": 50_00})
    assert (less.status_code, less.json()["errors"][0]["field"]) == (409, "planned")
    with pytest.raises(DBAPIError, match="ck_budget_line_spent"):
        async with database.transaction() as session:
            await session.execute(text("update budget_line set planned = 5999"))
