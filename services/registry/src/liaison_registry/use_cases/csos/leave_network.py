"""Leave the network: an organisation belongs to the City of Contents no more."""

from datetime import date

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOChanged, CSOState
from liaison_kit import clock, outbox, web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import known_by
from liaison_registry.model.csos.memorandum import NoMember, present_membership

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Leaving(BaseModel):
    """The first day on which it belongs to it no more."""

    day: date = Field(default_factory=clock.today)


@router.post("/cso/{edrpou}/network-membership/leaving")
async def leave_network(
    session: Session, worker: Worker, edrpou: str, leaving: Leaving, response: Response
) -> CSOState:
    cso = await known_by(session, edrpou)
    cso.must_be_kept_by(worker)
    membership = await session.scalar(present_membership(cso))
    if membership is None:
        raise NoMember
    membership.leave(cso, leaving.day, clock.today())
    outbox.publish(session, CSOChanged(occurred_on=leaving.day, state=cso.state()))
    response.headers["Location"] = f"/cso/{cso.edrpou}/memoranda"
    return cso.state()
