"""Record a transfer: money of a grant was paid, never more than was awarded."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantAwardState, GrantTransferred
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import OneLine
from liaison_registry.model.grants.grant import grant_for_update
from liaison_registry.model.programme.money import Kopiykas

router = web.router(for_the_network(Role.COORDINATOR))


class Transfer(BaseModel):
    """`backdating_reason` is needed for a day more than a week back."""

    amount: Kopiykas = Field(ge=1)
    transferred_on: date = Field(default_factory=clock.today)
    backdating_reason: OneLine | None = Field(None, max_length=500)


@router.post("/grants/awards/{award_id}/transfers")
async def record_transfer(
    session: Session, award_id: UUID, transfer: Transfer, expected: IfMatch, response: Response
) -> GrantAwardState:
    grant = await grant_for_update(session, award_id)
    expected.must_be(grant.award)
    paid = grant.pay(transfer.amount, transfer.transferred_on, clock.today(), transfer.backdating_reason)
    session.add(paid)
    outbox.publish(
        session,
        GrantTransferred(occurred_on=transfer.transferred_on, state=grant.state(), amount=transfer.amount),
    )
    tell_version(response, grant.award.version)
    response.headers["Location"] = f"/grants/awards/{award_id}"
    return grant.state()
