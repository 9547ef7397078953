"""Dissolve a CSO: it no longer appears as active, and subscribers hear of it."""

from datetime import date

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSODissolved, CSOState, MemorandumEnded
from liaison_kit import clock, outbox, web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import known_by
from liaison_registry.model.csos.memorandum import memorandum_in_force, present_membership

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Dissolution(BaseModel):
    """`backdating_reason` is needed for a day more than a week back."""

    dissolved_on: date = Field(default_factory=clock.today)
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/cso/{edrpou}/dissolution")
async def dissolve_cso(
    session: Session, worker: Worker, edrpou: str, dissolution: Dissolution, response: Response
) -> CSOState:
    """What it had agreed with the city, and its place in the network, end with it."""
    cso = await known_by(session, edrpou)
    cso.must_be_kept_by(worker)
    if memorandum := await session.scalar(memorandum_in_force(cso)):
        ended_on = memorandum.cease(cso, dissolution.dissolved_on)
        outbox.publish(session, MemorandumEnded(occurred_on=ended_on, state=cso.state(), expired=False))
    if membership := await session.scalar(present_membership(cso)):
        membership.cease(cso, dissolution.dissolved_on)
    cso.dissolve(dissolution.dissolved_on, clock.today(), dissolution.backdating_reason)
    outbox.publish(session, CSODissolved(occurred_on=dissolution.dissolved_on, state=cso.state()))
    response.headers["Location"] = f"/cso/{cso.edrpou}"
    return cso.state()
