"""Annul a grant: it is taken back before any of it was paid, as when the organisation renounces it."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantAnnulled, GrantAwardState
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model import OneLine
from liaison_registry.model.grants.grant import grant_for_update

router = web.router(for_the_network(Role.COORDINATOR))


class Annulment(BaseModel):
    """The reason is for the network's own record: it can name persons, and is not published."""

    annulment_reason: OneLine = Field(min_length=1, max_length=500)


@router.post("/grants/awards/{award_id}/annulment")
async def annul_grant(
    session: Session, award_id: UUID, annulment: Annulment, expected: IfMatch, response: Response
) -> GrantAwardState:
    grant = await grant_for_update(session, award_id)
    expected.must_be(grant.award)
    grant.award.annul(annulment.annulment_reason, grant.paid, clock.today())
    outbox.publish(session, GrantAnnulled(occurred_on=clock.today(), state=grant.state()))
    tell_version(response, grant.award.version)
    response.headers["Location"] = f"/grants/awards/{award_id}"
    return grant.state()
