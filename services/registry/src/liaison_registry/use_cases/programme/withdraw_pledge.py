"""Withdraw a pledge: promised money will not come; that it was promised stays on record."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import FundingChanged, ProgrammeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model.programme.funding import Pledge, funding_of
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/programme/pledges/{pledge_id}/withdrawal")
async def withdraw_pledge(session: Session, pledge_id: UUID, response: Response) -> ProgrammeState:
    programme = await programme_for_update(session)
    pledge = await get_for_update(session, Pledge, pledge_id)
    pledge.withdraw(clock.today())
    programme.fund(await funding_of(session))
    outbox.publish(session, FundingChanged(occurred_on=clock.today(), state=programme.state()))
    response.headers["Location"] = "/programme/money/edit"
    return programme.state()
