"""Correcting a spending."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model.programme.funding import BudgetLine, Spending

from services.registry.tests.money_steps import MONEY, a_line, done, ids

Published = Callable[[], Awaitable[list[str]]]
pytestmark = pytest.mark.usefixtures("imported")


async def test_it_is_taken_back_once_and_the_money_is_there_again(
    staff: httpx.AsyncClient, database: Database, an_office: str, published: Published
) -> None:
    await a_line(staff, an_office)
    (line,) = await ids(database, BudgetLine)
    await done(await staff.post(f"{MONEY}/spendings", json={"line_id": line, "amount": 100_00, "purpose": "x"}))
    (wrong,) = await ids(database, Spending)
    state = await done(await staff.post(f"{MONEY}/spendings/{wrong}/correction", json={"purpose": "двічі внесено"}))
    assert state["funding"]["spent"] == 0
    assert (await published())[-1] == "FundingChanged"
    _, correction = await ids(database, Spending)
    for spending in (wrong, correction):
        again = await staff.post(f"{MONEY}/spendings/{spending}/correction", json={"purpose": "x"})
        assert again.status_code == 409
    assert "двічі внесено" in (await staff.get("/programme/money")).text
