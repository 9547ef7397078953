"""Record a pledge: a source promised money for the commitment."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import FundingChanged, ProgrammeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.programme.funding import FundingSource, NoMoney, Pledge, PledgeInTheFuture, funding_of
from liaison_registry.model.programme.money import Kopiykas
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


class Promise(BaseModel):
    """`amount`: kopiykas, or a text in hryvnias; `backdating_reason` for a day more than a week back."""

    amount: Kopiykas
    pledged_on: date = Field(default_factory=clock.today)
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/programme/funding-sources/{source_id}/pledges", status_code=201)
async def record_pledge(session: Session, source_id: UUID, promise: Promise, response: Response) -> ProgrammeState:
    programme = await programme_for_update(session)
    await get(session, FundingSource, source_id)
    if not promise.amount:
        raise NoMoney
    if promise.pledged_on > clock.today():
        raise PledgeInTheFuture
    must_be_explained(promise.pledged_on, clock.today(), promise.backdating_reason)
    columns = {"amount": promise.amount, "pledged_on": promise.pledged_on, "recorded_at": clock.now()}
    session.add(Pledge(id=new_id(), source_id=source_id, **columns))
    programme.fund(await funding_of(session))
    outbox.publish(session, FundingChanged(occurred_on=promise.pledged_on, state=programme.state()))
    response.headers["Location"] = "/programme/money/edit"
    return programme.state()
