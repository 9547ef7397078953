"""Show the money: who promised how much, what is planned at each office, what is spent and what is left."""

from datetime import date
from uuid import UUID

from liaison_contracts.registry import Funding
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.programme.funding import BudgetLine, Spending, funding_of

router = web.router(ANYBODY)
NEWEST = 50


class ShownSpending(BaseModel):
    """Kopiykas; a negative amount takes an earlier one back."""

    id: UUID
    spent_on: date
    office_name: str
    office_name_en: str
    kind: str
    amount: int
    purpose: str
    document: str | None


class MoneyPage(BaseModel):
    """Amounts in kopiykas; `spendings` are the newest, all of them are in /programme/spendings.csv."""

    funding: Funding
    spendings: list[ShownSpending] = Field(max_length=NEWEST)


@router.get("/programme/money")
async def show_money(session: Session) -> MoneyPage:
    columns = (Spending.id, Spending.spent_on, Spending.amount, Spending.purpose, Spending.document)
    named = (Office.name.label("office_name"), Office.name_en.label("office_name_en"), BudgetLine.kind)
    newest = (
        select(*columns, *named)
        .join(BudgetLine, BudgetLine.id == Spending.line_id)
        .join(Office, Office.id == BudgetLine.office_id)
        .order_by(Spending.spent_on.desc(), Spending.id.desc())
        .limit(NEWEST)
    )
    spendings = [ShownSpending.model_validate(row, from_attributes=True) for row in await session.execute(newest)]
    return MoneyPage(funding=await funding_of(session), spendings=spendings)
