"""Forget subscribers: an address that has followed nothing for a month is erased, as if its owner had asked for it."""

from datetime import timedelta

import structlog
from liaison_contracts.notifications import ContactErased
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every
from sqlalchemy import select

from liaison_notifications.model.consent.leaving import be_erased
from liaison_notifications.model.consent.subscribers import KEPT_IDLE, Subscriber

log = structlog.get_logger()

AT_ONCE = 100


@every(timedelta(hours=1))
async def forget_subscribers(context: JobContext) -> bool:
    now = clock.now()
    idle = select(Subscriber).where(Subscriber.idle_since <= now - KEPT_IDLE).limit(AT_ONCE)
    async with context.transaction() as session:
        rows = (await session.scalars(idle.with_for_update(skip_locked=True))).all()
        for subscriber in rows:
            await be_erased(session, subscriber, context.settings.sealing_key_file, now)
            outbox.publish(
                session, ContactErased(occurred_on=clock.today(), contact_id=subscriber.id, erased_at=clock.now())
            )
    if rows:
        log.info("subscribers.forgotten", count=len(rows))
    return len(rows) == AT_ONCE
