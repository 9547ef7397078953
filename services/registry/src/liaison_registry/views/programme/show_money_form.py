"""Show the forms for money: sources and pledges, budgets, spendings and their corrections."""

from datetime import date
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_contracts.registry import Funding
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office, Programme
from liaison_registry.model.programme.funding import BudgetLine, Pledge, Spending, funding_of

router = web.router(for_the_network(Role.COORDINATOR))


class OfficeChoice(BaseModel):
    """An office that money can be planned for."""

    id: UUID
    name: str
    name_en: str


class LineChoice(BaseModel):
    """A budget line that money can be spent from; `left` in kopiykas."""

    id: UUID
    office_name: str
    office_name_en: str
    kind: str
    left: int


class OpenPledge(BaseModel):
    """A pledge that is not withdrawn; kopiykas."""

    id: UUID
    source_id: UUID
    amount: int
    pledged_on: date


class OpenSpending(BaseModel):
    """A spending that is not corrected; kopiykas."""

    id: UUID
    spent_on: date
    amount: int
    purpose: str


class MoneyForm(BaseModel):
    """`adopted`: there is a programme that money can be recorded for; `version`: its own, to plan a budget with."""

    adopted: bool
    version: int
    funding: Funding
    offices: list[OfficeChoice]
    lines: list[LineChoice]
    pledges: list[OpenPledge]
    spendings: list[OpenSpending]


@router.get("/programme/money/edit")
async def show_money_form(session: Session) -> MoneyForm:
    offices = (await session.scalars(select(Office).order_by(Office.name))).all()
    names = {office.id: office for office in offices}
    lines = await session.scalars(select(BudgetLine).order_by(BudgetLine.id))
    pledges = select(Pledge).where(Pledge.withdrawn_on.is_(None)).order_by(Pledge.pledged_on.desc(), Pledge.id)
    corrected = select(Spending.corrects).where(Spending.corrects.is_not(None))
    standing = select(Spending).where(Spending.corrects.is_(None), Spending.id.not_in(corrected))
    newest = standing.order_by(Spending.spent_on.desc(), Spending.id.desc()).limit(50)
    version = await session.scalar(select(Programme.version))
    return MoneyForm(
        adopted=version is not None,
        version=version or 0,
        funding=await funding_of(session),
        offices=[OfficeChoice.model_validate(one, from_attributes=True) for one in offices],
        lines=[
            LineChoice(
                id=line.id,
                office_name=names[line.office_id].name,
                office_name_en=names[line.office_id].name_en,
                kind=line.kind,
                left=line.planned - line.spent,
            )
            for line in lines
        ],
        pledges=[OpenPledge.model_validate(one, from_attributes=True) for one in await session.scalars(pledges)],
        spendings=[OpenSpending.model_validate(one, from_attributes=True) for one in await session.scalars(newest)],
    )
