"""Sign a memorandum: an organisation and the City Council are partners, until the day they agreed."""

from datetime import date

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOState, MemorandumEnded, MemorandumSigned
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import Memorandum, OneLine, Website, known_by
from liaison_registry.model.csos.memorandum import memorandum_in_force, must_not_meet_an_earlier_one

router = web.router(for_the_network(Role.COORDINATOR))


class Signing(BaseModel):
    """`valid_until`: its last day; left out, it holds until it is ended. `document`: where it can be read.

    `backdating_reason` is needed for a day more than a week back.
    """

    number: OneLine = Field(min_length=1, max_length=100)
    signed_on: date
    valid_until: date | None = None
    document: Website | None = None
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/cso/{edrpou}/memoranda", status_code=201)
async def sign_memorandum(session: Session, edrpou: str, signing: Signing, response: Response) -> CSOState:
    """One whose time was over yesterday is ended first, if no job has seen it yet."""
    cso = await known_by(session, edrpou)
    before = await session.scalar(memorandum_in_force(cso))
    if before and before.is_over(clock.today()):
        ended_on = before.expire(cso)
        outbox.publish(session, MemorandumEnded(occurred_on=ended_on, state=cso.state(), expired=True))
        await session.flush()
    said = signing.model_dump(exclude={"backdating_reason"})
    memorandum = Memorandum.sign(cso, said, clock.today(), signing.backdating_reason)
    await must_not_meet_an_earlier_one(session, memorandum)
    session.add(memorandum)
    outbox.publish(session, MemorandumSigned(occurred_on=memorandum.signed_on, state=cso.state()))
    response.headers["Location"] = f"/cso/{cso.edrpou}/memoranda"
    return cso.state()
