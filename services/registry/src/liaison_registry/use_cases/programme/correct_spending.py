"""Correct a spending: it is taken back by a record of its own, and the money is there again."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import FundingChanged, ProgrammeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import OneLine
from liaison_registry.model.programme.funding import BudgetLine, Corrected, Spending, funding_of
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


class Correction(BaseModel):
    """Why it was wrong; public, as the spending is."""

    purpose: OneLine = Field(min_length=1, max_length=300)


@router.post("/programme/spendings/{spending_id}/correction", status_code=201)
async def correct_spending(
    session: Session, spending_id: UUID, correction: Correction, response: Response
) -> ProgrammeState:
    programme = await programme_for_update(session)
    wrong = await get_for_update(session, Spending, spending_id)
    await get_for_update(session, BudgetLine, wrong.line_id)
    if wrong.corrects or await session.scalar(select(Spending.id).where(Spending.corrects == spending_id)):
        raise Corrected
    back = {"line_id": wrong.line_id, "amount": -wrong.amount, "spent_on": wrong.spent_on, "corrects": wrong.id}
    session.add(Spending(id=new_id(), purpose=correction.purpose, recorded_at=clock.now(), **back))
    programme.fund(await funding_of(session))
    outbox.publish(session, FundingChanged(occurred_on=clock.today(), state=programme.state()))
    response.headers["Location"] = "/programme/money/edit"
    return programme.state()
