"""Record a spending: money of a budget line went out, never more than is left of it."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import FundingChanged, ProgrammeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import OneLine
from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.programme.funding import BudgetLine, Spending, SpendingInTheFuture, funding_of
from liaison_registry.model.programme.money import Kopiykas
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


class Expense(BaseModel):
    """`purpose` is public: no person's name in it. `document`: where the contract or act is published."""

    line_id: UUID
    amount: Kopiykas
    spent_on: date = Field(default_factory=clock.today)
    purpose: OneLine = Field(min_length=1, max_length=300)
    document: OneLine | None = Field(None, max_length=500, pattern=r"^https?://\S+$")
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/programme/spendings", status_code=201)
async def record_spending(session: Session, expense: Expense, response: Response) -> ProgrammeState:
    programme = await programme_for_update(session)
    line = await get_for_update(session, BudgetLine, expense.line_id)
    if expense.spent_on > clock.today():
        raise SpendingInTheFuture
    must_be_explained(expense.spent_on, clock.today(), expense.backdating_reason)
    line.must_cover(expense.amount)
    columns = expense.model_dump(exclude={"backdating_reason"})
    session.add(Spending(id=new_id(), recorded_at=clock.now(), **columns))
    programme.fund(await funding_of(session))
    outbox.publish(session, FundingChanged(occurred_on=expense.spent_on, state=programme.state()))
    response.headers["Location"] = "/programme/money/edit"
    return programme.state()
