"""Check an application's eligibility: a coordinator records whether it may be judged, and why not."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get, get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import CSO, OneLine
from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall

router = web.router(for_the_network(Role.COORDINATOR))


class Eligibility(BaseModel):
    """A reason is needed for a no."""

    eligible: bool
    reason: OneLine | None = Field(None, max_length=500)


class Checked(BaseModel):
    """Where the application stands now."""

    status: ApplicationStatus


@router.post("/grants/applications/{application_id}/eligibility")
async def check_eligibility(
    session: Session,
    worker: Worker,
    application_id: UUID,
    found: Eligibility,
    expected: IfMatch,
    response: Response,
) -> Checked:
    call_id = (await get(session, GrantApplication, application_id)).call_id
    # The call first, as everywhere: whoever ends the scoring waits for this, or this for them.
    call = await get_for_update(session, GrantCall, call_id)
    application = await get_for_update(session, GrantApplication, application_id)
    expected.must_be(application)
    cso = await get(session, CSO, application.cso_id)
    application.check(call, cso, eligible=found.eligible, reason=found.reason or None, by=worker.id, now=clock.now())
    tell_version(response, application.version)
    return Checked(status=ApplicationStatus(application.status))
