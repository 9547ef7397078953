"""Recording a spending."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model.programme.funding import BudgetLine, Spending
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.registry.tests.money_steps import MONEY, a_line, done, ids

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")


async def test_a_line_is_spent_to_its_last_kopiyka_and_not_beyond(
    staff: httpx.AsyncClient, database: Database, an_office: str
) -> None:
    await a_line(staff, an_office)
    (line,) = await ids(database, BudgetLine)
    spending = {"line_id": line, "purpose": "фарба", "document": "https://city.example/act/1"}
    await done(await staff.post(f"{MONEY}/spendings", json=spending | {"amount": "99,99"}))
    beyond = await staff.post(f"{MONEY}/spendings", json=spending | {"amount": 2})
    assert (beyond.status_code, beyond.json()["errors"][0]["field"]) == (409, "amount")
    assert "0,01 UAH" in beyond.json()["detail"]
    state = await done(await staff.post(f"{MONEY}/spendings", json=spending | {"amount": 1}))
    assert state["funding"]["spent"] == 100_00
    page = (await staff.get("/programme/money")).text
    assert "фарба" in page
    assert "https://city.example/act/1" in page
    sheet = (await staff.get("/programme/spendings.csv")).text
    assert ",99.99,фарба," in sheet


async def test_two_at_the_same_moment_do_not_spend_the_same_money(
    staff: httpx.AsyncClient, database: Database, an_office: str
) -> None:
    await a_line(staff, an_office)
    (line,) = await ids(database, BudgetLine)
    spending = {"line_id": line, "purpose": "стільці", "amount": 30_00}
    answers = await asyncio.gather(*(staff.post(f"{MONEY}/spendings", json=spending) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"spent_on": (clock.today() + timedelta(days=1)).isoformat()}, "spent_on"),
        ({"spent_on": (clock.today() - timedelta(days=8)).isoformat()}, "backdating_reason"),
        ({"document": "javascript:alert(1)"}, "document"),
        ({"purpose": ""}, "purpose"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    staff: httpx.AsyncClient, database: Database, an_office: str, changes: dict[str, object], field: str
) -> None:
    await a_line(staff, an_office)
    (line,) = await ids(database, BudgetLine)
    answer = await staff.post(f"{MONEY}/spendings", json={"line_id": line, "amount": 5, "purpose": "x"} | changes)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("statement", ["update spending set amount = 1", "delete from spending"])
async def test_the_database_keeps_every_record_and_refuses_to_spend_beyond(
    staff: httpx.AsyncClient, database: Database, an_office: str, statement: str
) -> None:
    await a_line(staff, an_office)
    (line,) = await ids(database, BudgetLine)
    await done(await staff.post(f"{MONEY}/spendings", json={"line_id": line, "amount": 5, "purpose": "x"}))
    with pytest.raises(DBAPIError, match="corrected by another"):
        async with database.transaction() as session:
            await session.execute(text(statement))
    with pytest.raises(DBAPIError, match="ck_budget_line_spent"):
        async with database.transaction() as session:
            session.add(Spending(id=new_id(), line_id=UUID(line), amount=99_96, purpose="x", **WHEN))


WHEN = {"spent_on": clock.today(), "recorded_at": clock.now()}
