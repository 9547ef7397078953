"""Forming an initiative group."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import InitiativeGroup, Office
from sqlalchemy import select, text

from services.registry.tests.organisations import GROUPS, Published, a_group, formed, wrong_fields


async def test_a_group_begins_and_the_fact_names_nobody(
    staff: httpx.AsyncClient, office: Office, database: Database, published: Published
) -> None:
    answer = await staff.post(GROUPS, json=a_group(office))
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/cso/groups/{answer.json()['id']}"
    assert await published() == ["InitiativeGroupFormed"]
    async with database.reading() as session:
        group = await session.scalar(select(InitiativeGroup))
        rows = (await session.execute(text("select payload from outbox"))).all()
    assert group
    assert group.founders[1] == {"name": "Іван Зразковий", "contact": "ivan@example.org"}
    (payload,) = (bytes(row[0]).decode() for row in rows)
    assert json.loads(payload)["data"] == {
        "occurred_on": clock.today().isoformat(),
        "group_id": str(group.id),
        "version": 1,
        "office_id": str(office.id),
        "district_id": str(office.district_id),
        "area": "environment",
    }


async def test_who_they_are_is_in_one_column_only(staff: httpx.AsyncClient, database: Database, office: Office) -> None:
    """Neither in what leaves, nor in what is kept to answer again, nor on the audit trail."""
    keyed = {"idempotency-key": str(new_id())}
    answer = await staff.post(GROUPS, json=a_group(office), headers=keyed)
    group = f"{GROUPS}/{answer.json()['id']}"
    await staff.get(group)
    step = {"notes": "Прикладенко принесла"}
    await staff.post(f"{group}/steps/statute", json=step, headers={"idempotency-key": str(new_id())})
    holding = set()
    async with database.reading() as session:
        names = await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        for name in names.all():
            rows = (await session.execute(text(f'select * from "{name}"'))).mappings().all()
            cells = [(column, value) for row in rows for column, value in row.items()]
            said = [(c, bytes(v).decode(errors="replace") if isinstance(v, bytes) else str(v)) for c, v in cells]
            holding |= {f"{name}.{column}" for column, value in said if "Прикладенко" in value or "1234567" in value}
    assert holding == {"initiative_group.founders", "initiative_group.steps"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"idea": " "}, "idea"),
        ({"area": "football"}, "area"),
        ({"founders": "Олена, 12"}, "founders"),
        ({"consent": False}, "consent"),
        ({"office_id": str(new_id())}, "office_id"),
        ({"district_id": str(new_id())}, "district_id"),
        ({"formed_on": "2999-01-01"}, "formed_on"),
        ({"formed_on": (clock.today() - timedelta(days=8)).isoformat()}, "backdating_reason"),
    ],
)
async def test_a_mistake_names_its_field(
    staff: httpx.AsyncClient, office: Office, published: Published, changes: dict[str, Any], field: str
) -> None:
    assert wrong_fields(await staff.post(GROUPS, json=a_group(office, **changes))) == [field]
    assert await published() == []


async def test_only_the_office_that_helps_sees_and_leads_it(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], office: Office
) -> None:
    own = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[office.id])
    group = await formed(own, office)
    assert (await own.get(group)).status_code == 200
    assert len((await own.get(GROUPS)).json()["groups"]) == 1
    other = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[new_id()])
    assert (await other.get(GROUPS)).json()["groups"] == []
    for answer in (
        await other.post(GROUPS, json=a_group(office)),
        await other.get(group),
        await other.post(f"{group}/details", json={"idea": "x", "area": "other", "founders": "О, o@example.org"}),
        await other.post(f"{group}/steps/statute", json={}),
        await other.post(f"{group}/steps/statute/undoing"),
        await other.post(f"{group}/giving-up", json={"reason": "x"}),
        await other.get(f"/api/registry/v1/cso/new?group={group.rpartition('/')[2]}"),
    ):
        assert answer.status_code == 403


async def test_the_form_names_the_line_and_keeps_what_was_typed(staff: httpx.AsyncClient, office: Office) -> None:
    form = {"_page": "/cso/groups/new", "idea": "Сад", "area": "environment", "office_id": str(office.id)}
    form |= {"consent": "true", "founders": "Олена, 067 123 45 67\r\nІван, 12"}
    answer = await staff.post("/cso/groups", data=form)
    assert answer.status_code == 422
    assert "Рядок 2: це не номер телефону" in answer.text
    assert "Олена, 067 123 45 67" in answer.text
    good = await staff.post("/cso/groups", data=form | {"founders": "Олена, 067 123 45 67"})
    assert good.status_code == 303
    page = (await staff.get(good.headers["location"])).text
    assert "Олена" in page
    assert "Бракує 4 кроків" in page
