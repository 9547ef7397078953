"""Dissolve a CSO: it no longer appears as active, and subscribers hear of it."""

from datetime import date

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSODissolved, CSOState
from liaison_kit import clock, outbox, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import CSO

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Dissolution(BaseModel):
    """`backdating_reason` is needed for a day more than a week back."""

    dissolved_on: date = Field(default_factory=clock.today)
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/cso/{edrpou}/dissolution")
async def dissolve_cso(session: Session, edrpou: str, dissolution: Dissolution, response: Response) -> CSOState:
    cso = await session.scalar(select(CSO).where(CSO.edrpou == edrpou).with_for_update())
    if cso is None:
        raise NotFound
    cso.dissolve(dissolution.dissolved_on, clock.today(), dissolution.backdating_reason)
    outbox.publish(session, CSODissolved(occurred_on=dissolution.dissolved_on, state=cso.state()))
    response.headers["Location"] = f"/cso/{cso.edrpou}"
    return cso.state()
