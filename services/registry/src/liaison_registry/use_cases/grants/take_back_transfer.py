"""Take back a transfer: it was recorded by mistake; it stays on record with the reason, and counts no more."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantAwardState, GrantTransferTakenBack
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import OneLine
from liaison_registry.model.grants.grant import grant_for_update
from liaison_registry.model.grants.grant_award import GrantTransfer

router = web.router(for_the_network(Role.COORDINATOR))


class Correction(BaseModel):
    """Why it was wrong; not published."""

    correction_reason: OneLine = Field(min_length=1, max_length=500)


@router.post("/grants/awards/{award_id}/transfers/{transfer_id}/correction")
async def take_back_transfer(
    session: Session, award_id: UUID, transfer_id: UUID, correction: Correction, expected: IfMatch, response: Response
) -> GrantAwardState:
    grant = await grant_for_update(session, award_id)
    expected.must_be(grant.award)
    transfer = await get_for_update(session, GrantTransfer, transfer_id)
    if transfer.award_id != award_id:
        raise NotFound
    grant.take_back(transfer, correction.correction_reason, clock.today())
    outbox.publish(
        session,
        GrantTransferTakenBack(occurred_on=clock.today(), state=grant.state(), amount=transfer.amount),
    )
    tell_version(response, grant.award.version)
    response.headers["Location"] = f"/grants/awards/{award_id}"
    return grant.state()
