"""Steps of tests about the commitment's money: a source with a pledge, and a budget line."""

from typing import Any

import httpx
from liaison_kit.database import Database
from liaison_registry.model import Office
from liaison_registry.model.programme.funding import BudgetLine, FundingSource, Pledge, Spending
from sqlalchemy import select

MONEY = "/api/registry/v1/programme"
SOURCE = {"name": "Міський бюджет", "name_en": "City budget", "kind": "city_budget"}


async def done(answer: httpx.Response, status: int = 201) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def a_source(staff: httpx.AsyncClient) -> str:
    state = await done(await staff.post(f"{MONEY}/funding-sources", json=SOURCE))
    return str(state["funding"]["sources"][-1]["id"])


async def a_line(staff: httpx.AsyncClient, office_id: object, planned: object = 100_00, kind: str = "repair") -> None:
    body = {"office_id": str(office_id), "kind": kind, "planned": planned}
    await done(await staff.post(f"{MONEY}/budget-lines", json=body), 200)


async def ids(database: Database, table: type[BudgetLine | FundingSource | Office | Pledge | Spending]) -> list[str]:
    """Of all rows, oldest first."""
    async with database.reading() as session:
        return [str(one) for one in await session.scalars(select(table.id).order_by(table.id))]
