"""Forget contacts: a month after the event nobody needs them."""

from datetime import timedelta

import structlog
from liaison_contracts.notifications import ContactErased
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete, func, select

from liaison_notifications.model import ContactPoint, EventCopy

log = structlog.get_logger()

KEPT = timedelta(days=30)


@every(timedelta(hours=1))
async def forget_contacts(context: JobContext) -> bool:
    # Of an event that never became known here, the day the contact came counts.
    ended = select(EventCopy.ends_at).where(EventCopy.id == ContactPoint.event_id).scalar_subquery()
    old = delete(ContactPoint).where(func.coalesce(ended, ContactPoint.received_at) < clock.now() - KEPT)
    async with context.transaction() as session:
        forgotten = (await session.scalars(old.returning(ContactPoint.id))).all()
        for contact_id in forgotten:
            fact = ContactErased(occurred_on=clock.today(), contact_id=contact_id, erased_at=clock.now())
            outbox.publish(session, fact)
    if forgotten:
        log.info("contacts.forgotten", count=len(forgotten))
    return False
