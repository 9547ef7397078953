"""Record a grant's signed agreement: from then on money can be paid."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantAgreed, GrantAwardState
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import OneLine
from liaison_registry.model.grants.grant import grant_for_update

router = web.router(for_the_network(Role.COORDINATOR))


class Agreement(BaseModel):
    """`signed_on`: today if left out."""

    number: OneLine = Field(min_length=1, max_length=100)
    signed_on: date = Field(default_factory=clock.today)
    report_due_on: date


@router.post("/grants/awards/{award_id}/agreement")
async def sign_agreement(
    session: Session, award_id: UUID, agreement: Agreement, expected: IfMatch, response: Response
) -> GrantAwardState:
    grant = await grant_for_update(session, award_id)
    expected.must_be(grant.award)
    grant.award.agree(agreement.number, agreement.signed_on, agreement.report_due_on, grant.decided_on, clock.today())
    outbox.publish(session, GrantAgreed(occurred_on=agreement.signed_on, state=grant.state()))
    tell_version(response, grant.award.version)
    response.headers["Location"] = f"/grants/awards/{award_id}"
    return grant.state()
