"""Whatever is recorded, and in whatever order: the commitment's money is what a few lines of plain Python say."""

import asyncio
import contextvars
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from liaison_kit.database import Database
from liaison_kit.running.health import Health
from liaison_kit.service import build_app, open_database
from liaison_kit.settings import Settings
from liaison_kit.testing import OWN_PAGE, STAFF_TOKEN
from liaison_registry.model import Office
from liaison_registry.model.programme.funding import BudgetLine, FundingSource, Pledge, Spending
from liaison_registry.service import SERVICE
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.money_steps import MONEY, SOURCE

EFFORT = hypothesis.settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    database=None,
    phases=[hypothesis.Phase.generate],  # making a failure shorter would take minutes: each step is a request
)
AMOUNTS = st.integers(0, 60)
Table = type[BudgetLine | FundingSource | Pledge | Spending]


@dataclass
class Line:
    """What is expected of one budget line."""

    planned: int
    spent: int = 0


@dataclass
class Books:
    """The model: what was recorded, by its id."""

    sources: dict[UUID, int] = field(default_factory=dict)
    pledges: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)
    withdrawn: set[UUID] = field(default_factory=set)
    lines: dict[tuple[UUID, str], Line] = field(default_factory=dict)
    line_ids: dict[UUID, tuple[UUID, str]] = field(default_factory=dict)
    spendings: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)
    corrected: set[UUID] = field(default_factory=set)


class Money(RuleBasedStateMachine):
    """Coordinators record money by the API; sometimes something writes past the model, and the database refuses."""

    runner: asyncio.Runner
    database: Database
    client: httpx.AsyncClient
    offices: list[UUID]

    def __init__(self) -> None:
        super().__init__()
        self.books = Books()

    def do(self, work: Any) -> Any:
        return self.runner.run(work, context=contextvars.copy_context())

    def post(self, path: str, body: dict[str, Any] | None = None) -> int:
        return int(self.do(self.client.post(f"{MONEY}{path}", json=body or {})).status_code)

    def newest(self, table: Table) -> UUID:
        async def found() -> UUID:
            async with self.database.reading() as session:
                return UUID(str(await session.scalar(select(table.id).order_by(table.id.desc()).limit(1))))

        return UUID(str(self.do(found())))

    async def write(self, statement: str, **values: Any) -> None:
        async with self.database.transaction() as session:
            await session.execute(text(statement), values)

    @initialize()
    def begin(self) -> None:
        self.do(self.write("truncate spending, budget_line, pledge, funding_source"))

    @rule()
    def add_source(self) -> None:
        assert self.post("/funding-sources", SOURCE) == 201
        self.books.sources[self.newest(FundingSource)] = 0

    @precondition(lambda self: self.books.sources)
    @rule(data=st.data(), amount=AMOUNTS)
    def pledge(self, data: st.DataObject, amount: int) -> None:
        source = data.draw(st.sampled_from(list(self.books.sources)))
        status = self.post(f"/funding-sources/{source}/pledges", {"amount": amount})
        assert status == (201 if amount else 422)
        if amount:
            self.books.pledges[self.newest(Pledge)] = (source, amount)
            self.books.sources[source] += amount

    @precondition(lambda self: self.books.pledges)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        pledge = data.draw(st.sampled_from(list(self.books.pledges)))
        is_there = pledge not in self.books.withdrawn
        assert self.post(f"/pledges/{pledge}/withdrawal") == (200 if is_there else 409)
        if is_there:
            source, amount = self.books.pledges[pledge]
            self.books.sources[source] -= amount
            self.books.withdrawn.add(pledge)

    @rule(data=st.data(), kind=st.sampled_from(["repair", "staff"]), planned=AMOUNTS)
    def plan(self, data: st.DataObject, kind: str, planned: int) -> None:
        office = data.draw(st.sampled_from(self.offices))
        line = self.books.lines.get((office, kind))
        status = self.post("/budget-lines", {"office_id": str(office), "kind": kind, "planned": planned})
        if line and planned < line.spent:
            assert status == 409
            return
        assert status == 200
        if line:
            line.planned = planned
        else:
            self.books.lines[office, kind] = Line(planned)
            self.books.line_ids[self.newest(BudgetLine)] = (office, kind)

    @precondition(lambda self: self.books.lines)
    @rule(data=st.data(), amount=AMOUNTS)
    def spend(self, data: st.DataObject, amount: int) -> None:
        line_id = data.draw(st.sampled_from(list(self.books.line_ids)))
        line = self.books.lines[self.books.line_ids[line_id]]
        status = self.post("/spendings", {"line_id": str(line_id), "amount": amount, "purpose": "x"})
        if not amount:
            assert status == 422
        elif amount > line.planned - line.spent:
            assert status == 409
        else:
            assert status == 201
            self.books.spendings[self.newest(Spending)] = (line_id, amount)
            line.spent += amount

    @precondition(lambda self: self.books.spendings)
    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        wrong = data.draw(st.sampled_from(list(self.books.spendings)))
        line_id, amount = self.books.spendings[wrong]
        may_be = wrong not in self.books.corrected and amount > 0
        assert self.post(f"/spendings/{wrong}/correction", {"purpose": "x"}) == (201 if may_be else 409)
        if may_be:
            self.books.corrected.add(wrong)
            self.books.spendings[self.newest(Spending)] = (line_id, -amount)
            self.books.lines[self.books.line_ids[line_id]].spent -= amount

    @precondition(lambda self: self.books.lines)
    @rule(data=st.data(), more=st.integers(1, 9))
    def something_overspends_past_the_model(self, data: st.DataObject, more: int) -> None:
        line_id = data.draw(st.sampled_from(list(self.books.line_ids)))
        line = self.books.lines[self.books.line_ids[line_id]]
        statement = """
            insert into spending (id, line_id, amount, spent_on, purpose, recorded_at)
            values (gen_random_uuid(), :line, :amount, '2023-01-01', 'x', now())
        """
        with pytest.raises(IntegrityError):
            self.do(self.write(statement, line=line_id, amount=line.planned - line.spent + more))

    @precondition(lambda self: self.books.corrected)
    @rule(data=st.data())
    def something_corrects_twice_past_the_model(self, data: st.DataObject) -> None:
        wrong = data.draw(st.sampled_from(sorted(self.books.corrected)))
        line_id, _ = self.books.spendings[wrong]
        statement = """
            insert into spending (id, line_id, amount, spent_on, purpose, corrects, recorded_at)
            values (gen_random_uuid(), :line, -1, '2023-01-01', 'x', :wrong, now())
        """
        with pytest.raises(IntegrityError):
            self.do(self.write(statement, line=line_id, wrong=wrong))

    @precondition(lambda self: self.books.spendings)
    @rule()
    def something_changes_a_spending_past_the_model(self) -> None:
        for statement in ("update spending set amount = amount + 1", "delete from spending"):
            with pytest.raises(IntegrityError):
                self.do(self.write(statement))

    @invariant()
    def everybody_is_told_the_same(self) -> None:
        """What the page counts from the records, and what the programme's state says to other systems."""
        counted = self.do(self.client.get(f"{MONEY}/money")).json()["funding"]
        lines = {
            (UUID(office["office_id"]), line["kind"]): Line(line["planned"], line["spent"])
            for office in counted["offices"]
            for line in office["lines"]
        }
        assert lines == self.books.lines
        assert all(0 <= one.spent <= one.planned for one in lines.values())
        assert {UUID(one["id"]): one["pledged"] for one in counted["sources"]} == self.books.sources
        assert counted["pledged"] == sum(self.books.sources.values())
        assert counted["planned"] == sum(one.planned for one in lines.values())
        assert counted["spent"] == sum(amount for _, amount in self.books.spendings.values())
        if self.books.sources or self.books.lines:
            told = self.do(self.client.get(MONEY)).json()["programme"]["funding"]
            assert told == counted


def test_money_is_never_spent_twice_nor_beyond_what_is_planned(settings: Settings, demo: Path) -> None:
    with asyncio.Runner() as runner:

        async def opened() -> tuple[Database, httpx.AsyncClient, list[UUID]]:
            database = open_database(SERVICE, settings)
            app = build_app(SERVICE, settings, database, Health())
            headers = OWN_PAGE | {"authorization": f"Bearer {STAFF_TOKEN}"}
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url="http://liaison.test", headers=headers)
            network = (demo / "vinnytsia.yaml").read_bytes()
            assert (await client.post("/api/registry/v1/network", content=network)).status_code == 200
            async with database.reading() as session:
                return database, client, list(await session.scalars(select(Office.id).order_by(Office.id).limit(2)))

        database, client, offices = runner.run(opened())
        kept = {"runner": runner, "database": database, "client": client, "offices": offices}
        try:
            run_machine(type("MoneyHere", (Money,), kept), settings=EFFORT)
        finally:
            runner.run(client.aclose())
            runner.run(database.close())
