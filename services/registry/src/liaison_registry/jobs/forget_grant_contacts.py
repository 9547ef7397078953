"""Forget the contact persons of grant applications: some time after the call nobody needs to reach them."""

from datetime import timedelta

import structlog
from liaison_contracts.registry import GrantCallStatus
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import or_, select

from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall

log = structlog.get_logger()

KEPT = timedelta(days=90)
"""After the call is finished; of who received nothing, after it is decided."""
ABANDONED = timedelta(days=365)
"""A call that nobody decides so long after it has closed is not going to be decided."""
BATCH = 500


@every(timedelta(days=1))
async def forget_grant_contacts(context: JobContext) -> bool:
    kept_since = clock.today() - KEPT
    known = or_(
        GrantApplication.contact_name.is_not(None),
        GrantApplication.contact_phone.is_not(None),
        GrantApplication.contact_email.is_not(None),
    )
    over = or_(
        (GrantCall.status == GrantCallStatus.CLOSED) & (GrantCall.closes_at < clock.now() - ABANDONED),
        GrantCall.finished_on < kept_since,
        (GrantCall.decided_on < kept_since) & (GrantApplication.status != ApplicationStatus.AWARDED),
    )
    due = (
        select(GrantApplication)
        .join(GrantCall, GrantCall.id == GrantApplication.call_id)
        .where(over, known)
        .order_by(GrantApplication.id)
        .limit(BATCH)
        .with_for_update(of=GrantApplication, skip_locked=True)
    )
    async with context.transaction() as session:
        forgotten = list(await session.scalars(due))
        for application in forgotten:
            application.forget()
    if forgotten:
        log.info("grant_contacts.forgotten", count=len(forgotten))
    return bool(forgotten)
