"""Merge two CSOs: they turned out to be one; one entry is kept with all that both did, the other points to it."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOChanged, CSOsMerged, CSOState
from liaison_kit import clock, outbox, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import CSO
from liaison_registry.model.csos.cso import MergedIntoItself, checked_gone
from liaison_registry.model.csos.duplicates import hand_over

router = web.router(for_the_network(Role.COORDINATOR))


class Merging(BaseModel):
    """The EDRPOU code of the entry that is kept no more."""

    gone: str = Field(min_length=1, max_length=20)


@router.post("/cso/{edrpou}/merging")
async def merge_csos(session: Session, edrpou: str, merging: Merging, response: Response) -> CSOState:
    """It cannot be taken back. BothHaveOne where something of both would be there twice."""
    codes = {edrpou, checked_gone(merging.gone)}
    if len(codes) == 1:
        raise MergedIntoItself
    # In one order, so that two who merge the same two wait for each other.
    rows = await session.scalars(select(CSO).where(CSO.edrpou.in_(codes)).order_by(CSO.id).with_for_update())
    found = {cso.edrpou: cso for cso in rows}
    if set(found) != codes:
        raise NotFound
    kept = found.pop(edrpou)
    (gone,) = found.values()
    kept.may_take_in(gone)
    await hand_over(session, kept, gone, clock.today())
    kept.take_in(gone)
    outbox.publish(
        session, CSOsMerged(occurred_on=clock.today(), state=kept.state(), gone_id=gone.id, gone_version=gone.version)
    )
    outbox.publish(session, CSOChanged(occurred_on=clock.today(), state=gone.state()))
    response.headers["Location"] = f"/cso/{kept.edrpou}"
    return kept.state()
