"""End the scoring of a call: its ranking is final, and everybody who works on it sees all scores."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model.grants.grant_application import GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_scores import counted_evaluations, must_be_complete

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/grants/{call_id}/ranking", status_code=204)
async def end_scoring(session: Session, call_id: UUID, response: Response) -> None:
    call = await get_for_update(session, GrantCall, call_id)
    applications = await session.scalars(select(GrantApplication).where(GrantApplication.call_id == call_id))
    counted = {row.application_id: row.counted for row in await session.execute(counted_evaluations(call_id))}
    call.must_be_scored()
    must_be_complete(applications, counted, call.evaluators_needed)
    call.end_scoring(clock.now())
    response.headers["Location"] = f"/grants/{call.slug}/ranking"
