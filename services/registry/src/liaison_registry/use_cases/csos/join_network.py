"""Join the network: an organisation belongs to the City of Contents from a day on."""

from datetime import date

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOChanged, CSOState
from liaison_kit import clock, outbox, web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_registry.model import NetworkMembership, known_by

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Joining(BaseModel):
    """`backdating_reason` is needed for a day more than a week back."""

    day: date = Field(default_factory=clock.today)
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/cso/{edrpou}/network-membership", status_code=201)
async def join_network(session: Session, worker: Worker, edrpou: str, joining: Joining, response: Response) -> CSOState:
    cso = await known_by(session, edrpou)
    cso.must_be_kept_by(worker)
    earlier = select(func.max(NetworkMembership.left_on)).where(NetworkMembership.cso_id == cso.id)
    last_left_on = await session.scalar(earlier)
    session.add(NetworkMembership.join(cso, joining.day, clock.today(), last_left_on, joining.backdating_reason))
    outbox.publish(session, CSOChanged(occurred_on=joining.day, state=cso.state()))
    response.headers["Location"] = f"/cso/{cso.edrpou}/memoranda"
    return cso.state()
