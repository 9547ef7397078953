"""Withdraw an application: whoever holds its link takes it back until the call closes."""

from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model.grants.grant_application import ApplicationStatus, by_token
from liaison_registry.model.grants.grant_call import GrantCall

router = web.router(ANYBODY)


class Outcome(BaseModel):
    """Withdrawn, also if it was before."""

    status: ApplicationStatus


@router.post("/grants/mine/{token}/withdrawal", dependencies=[personal_link])
async def withdraw_application(session: Session, token: str) -> Outcome:
    application = await session.scalar(by_token(token).with_for_update())
    if application is None:
        raise NotFound
    call = await session.scalar(select(GrantCall).where(GrantCall.id == application.call_id).with_for_update(read=True))
    if call is None:
        raise NotFound
    application.withdraw(call, clock.now())
    return Outcome(status=ApplicationStatus(application.status))
