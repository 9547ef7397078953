"""Finish a grant call: every organisation has reported, and nothing is left to do."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantCallFinished, GrantCallState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from sqlalchemy import func, select

from liaison_registry.model.grants.grant_award import GrantAward
from liaison_registry.model.grants.grant_call import GrantCall

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/grants/{call_id}/finish")
async def finish_grant_call(session: Session, call_id: UUID, response: Response) -> GrantCallState:
    call = await get_for_update(session, GrantCall, call_id)
    missing = select(func.count()).where(
        GrantAward.call_id == call_id, GrantAward.report_received_on.is_(None), GrantAward.annulled_on.is_(None)
    )
    call.finish(await session.scalar(missing) or 0, clock.today())
    outbox.publish(session, GrantCallFinished(occurred_on=clock.today(), state=call.state()))
    response.headers["Location"] = f"/grants/{call.slug}"
    return call.state()
