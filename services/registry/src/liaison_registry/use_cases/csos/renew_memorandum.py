"""Renew a memorandum: both sides prolong it, and what it said before is kept."""

from datetime import date

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOState, MemorandumSigned
from liaison_kit import clock, outbox, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model import known_by
from liaison_registry.model.csos.memorandum import memorandum_in_force

router = web.router(for_the_network(Role.COORDINATOR))


class Renewal(BaseModel):
    """Its new last day; left out, it holds until it is ended."""

    valid_until: date | None = None


@router.post("/cso/{edrpou}/memoranda/renewal")
async def renew_memorandum(session: Session, edrpou: str, renewal: Renewal, response: Response) -> CSOState:
    """The one in force is meant: there is one at most. 404 where there is none."""
    cso = await known_by(session, edrpou)
    memorandum = await session.scalar(memorandum_in_force(cso))
    if memorandum is None:
        raise NotFound
    memorandum.renew(cso, renewal.valid_until, clock.today())
    outbox.publish(session, MemorandumSigned(occurred_on=clock.today(), state=cso.state(), renewal=True))
    response.headers["Location"] = f"/cso/{cso.edrpou}/memoranda"
    return cso.state()
