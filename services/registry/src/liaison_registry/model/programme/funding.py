"""Money of the commitment: pledges, budget lines of offices, and what was spent; in kopiykas.

A record of money is never changed: a wrong spending is corrected by another that takes it back. A line can never be
spent beyond what is planned: the database counts (trigger `count_spending`) and refuses (`ck_budget_line_spent`).
"""

from datetime import date, datetime
from uuid import UUID

from liaison_contracts.registry import BudgetLine as BudgetLineState
from liaison_contracts.registry import Funding, OfficeFunding, SourceFunding
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import ForeignKey, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.office import Office
from liaison_registry.model.programme.money import hryvnias


class NoMoney(Refusal):
    """The amount must be more than zero."""

    field = "amount"


class BeyondBudget(Conflict):
    """This line has only {left} UAH left: plan more first, or spend less."""

    field = "amount"


class BelowSpending(Conflict):
    """{spent} UAH of this line is spent already: it cannot be planned for less."""

    field = "planned"


class SpendingInTheFuture(Refusal):
    """The day of a spending cannot lie in the future."""

    field = "spent_on"


class PledgeInTheFuture(Refusal):
    """The day of a pledge cannot lie in the future."""

    field = "pledged_on"


class PledgeWithdrawn(Conflict):
    """This pledge is withdrawn already."""


class Corrected(Conflict):
    """This spending is corrected already, or is a correction itself."""


class FundingSource(Base):
    """Who pays: the city budget, a donor, a partner."""

    __tablename__ = "funding_source"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]


class Pledge(Base):
    """Money that somebody promised."""

    __tablename__ = "pledge"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[UUID] = mapped_column(ForeignKey("funding_source.id"))
    amount: Mapped[int]
    pledged_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    recorded_at: Mapped[datetime]

    def withdraw(self, on: date) -> None:
        """It will not come; what it was stays on record."""
        if self.withdrawn_on:
            raise PledgeWithdrawn
        self.withdrawn_on = max(on, self.pledged_on)


class BudgetLine(Aggregate, Base):
    """What one kind of spending may cost at one office."""

    __tablename__ = "budget_line"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[str]
    planned: Mapped[int]
    spent: Mapped[int] = mapped_column(server_default=text("0"))

    def plan(self, planned: int) -> None:
        """More or less money for it; BelowSpending under what is spent."""
        if planned < (self.spent or 0):
            raise BelowSpending(spent=hryvnias(self.spent))
        self.planned = planned
        self.changed()

    def must_cover(self, amount: int) -> None:
        """BeyondBudget for more than is left; the line must be locked."""
        if amount <= 0:
            raise NoMoney
        if amount > self.planned - self.spent:
            raise BeyondBudget(left=hryvnias(self.planned - self.spent))


class Spending(Base):
    """Money that went out; a negative amount takes an earlier record back."""

    __tablename__ = "spending"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("budget_line.id"))
    amount: Mapped[int]
    spent_on: Mapped[date]
    purpose: Mapped[str]
    document: Mapped[str | None]
    corrects: Mapped[UUID | None] = mapped_column(ForeignKey("spending.id"))
    recorded_at: Mapped[datetime]


def budget_covered(funding: Funding | None, office_id: UUID) -> bool | None:
    """Whether pledges cover all that is planned, this office's budget included; None while it has no budget."""
    lines = [one.lines for one in funding.offices if one.office_id == office_id] if funding else []
    if funding is None or not any(line.planned for one in lines for line in one):
        return None
    return funding.pledged >= funding.planned


async def funding_of(session: AsyncSession) -> Funding:
    """All of it as it stands in this transaction, the sums computed from the records."""
    await session.flush()
    promised = func.coalesce(func.sum(Pledge.amount).filter(Pledge.withdrawn_on.is_(None)), 0)
    by_source = (
        select(FundingSource, promised)
        .outerjoin(Pledge, Pledge.source_id == FundingSource.id)
        .group_by(FundingSource.id)
        .order_by(FundingSource.name, FundingSource.id)
    )
    sources = [
        SourceFunding(id=one.id, name=one.name, name_en=one.name_en, kind=one.kind, pledged=int(pledged))
        for one, pledged in await session.execute(by_source)
    ]
    columns = (BudgetLine.kind, BudgetLine.planned, BudgetLine.spent)
    by_office = select(Office.id, Office.name, Office.name_en, *columns).join(Office, Office.id == BudgetLine.office_id)
    offices: dict[UUID, OfficeFunding] = {}
    for row in await session.execute(by_office.order_by(Office.name, Office.id, BudgetLine.id)):
        known = OfficeFunding(office_id=row.id, office_name=row.name, office_name_en=row.name_en, lines=[])
        line = BudgetLineState(kind=row.kind, planned=row.planned, spent=row.spent)
        offices.setdefault(row.id, known).lines.append(line)
    lines = [line for office in offices.values() for line in office.lines]
    return Funding(
        pledged=sum(one.pledged for one in sources),
        planned=sum(line.planned for line in lines),
        spent=sum(line.spent for line in lines),
        sources=sources,
        offices=list(offices.values()),
    )
