"""Thank participants: an hour after an event those who had a place can say how it was, once, within days."""

from datetime import timedelta

import structlog
from liaison_contracts.events import EventStatus
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import exists, select

from liaison_notifications.model import ContactPoint, Delivery, EventCopy, SignUpCopy
from liaison_notifications.model.copies import Kind, SignUpStatus
from liaison_notifications.model.planning.planning import plan
from liaison_notifications.model.sending.delivery import Channel, Purpose

log = structlog.get_logger()

AFTER = timedelta(hours=1)
"""They have come home."""
OF_USE = timedelta(days=2)
"""After the event: who remembers less says little. Feedback is taken for two weeks."""
AT_ONCE = 200


@every(timedelta(minutes=1))
async def thank_participants(context: JobContext) -> bool:
    now = clock.now()
    over = (
        select(SignUpCopy, EventCopy)
        .join(EventCopy, EventCopy.id == SignUpCopy.event_id)
        .where(EventCopy.ends_at <= now - AFTER, EventCopy.ends_at > now - OF_USE)
        .where(EventCopy.kind == Kind.EVENT)  # nobody is asked how an appointment was
        .where(EventCopy.status != EventStatus.CANCELLED, SignUpCopy.status == SignUpStatus.CONFIRMED)
        .where(exists().where(ContactPoint.id == SignUpCopy.id))
        .where(~exists().where(Delivery.sign_up_id == SignUpCopy.id, Delivery.purpose == Purpose.THANKS))
        .limit(AT_ONCE)
        .with_for_update(of=SignUpCopy, skip_locked=True)
    )
    async with context.transaction() as session:
        rows = (await session.execute(over)).all()
        for sign_up, event in rows:
            until = event.ends_at + OF_USE
            for channel in Channel:
                await plan(session, Purpose.THANKS, sign_up, event, channel, now, useful_until=until)
    if rows:
        log.info("thanks.planned", count=len(rows))
    return bool(rows)
