"""Receive a grant's report: the organisation has told what it did with the money."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantAwardState, GrantReported
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_registry.model.grants.grant import grant_for_update

router = web.router(for_the_network(Role.COORDINATOR))


class Report(BaseModel):
    """`received_on`: today if left out."""

    received_on: date = Field(default_factory=clock.today)


@router.post("/grants/awards/{award_id}/report")
async def receive_report(
    session: Session, award_id: UUID, report: Report, expected: IfMatch, response: Response
) -> GrantAwardState:
    grant = await grant_for_update(session, award_id)
    expected.must_be(grant.award)
    grant.award.report(report.received_on, clock.today())
    outbox.publish(session, GrantReported(occurred_on=report.received_on, state=grant.state()))
    tell_version(response, grant.award.version)
    response.headers["Location"] = f"/grants/awards/{award_id}"
    return grant.state()
