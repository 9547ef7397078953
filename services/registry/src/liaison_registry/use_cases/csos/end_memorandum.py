"""End a memorandum: one side leaves it before its time."""

from datetime import date

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOState, MemorandumEnded
from liaison_kit import clock, outbox, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import known_by
from liaison_registry.model.csos.memorandum import memorandum_in_force

router = web.router(for_the_network(Role.COORDINATOR))


class Ending(BaseModel):
    """The first day on which it holds no more."""

    ended_on: date = Field(default_factory=clock.today)


@router.post("/cso/{edrpou}/memoranda/ending")
async def end_memorandum(session: Session, edrpou: str, ending: Ending, response: Response) -> CSOState:
    """The one in force is meant: there is one at most. 404 where there is none."""
    cso = await known_by(session, edrpou)
    memorandum = await session.scalar(memorandum_in_force(cso))
    if memorandum is None:
        raise NotFound
    memorandum.end(cso, ending.ended_on, clock.today())
    outbox.publish(session, MemorandumEnded(occurred_on=ending.ended_on, state=cso.state(), expired=False))
    response.headers["Location"] = f"/cso/{cso.edrpou}/memoranda"
    return cso.state()
