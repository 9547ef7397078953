"""Start events: when the time of an event has come, it is told, once."""

from datetime import timedelta

import structlog
from liaison_contracts.events import EventStarted, EventStatus
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every
from sqlalchemy import select

from liaison_events.model import Event

log = structlog.get_logger()

TOLD_WITHIN = timedelta(days=7)
"""What began longer ago, or was entered only afterwards, is told by its report alone."""


@every(timedelta(seconds=15))
async def start_events(context: JobContext) -> bool:
    now = clock.now()
    due = (
        select(Event)
        .where(Event.status == EventStatus.SCHEDULED, Event.started_at.is_(None), Event.backdating_reason.is_(None))
        .where(Event.starts_at <= now, Event.starts_at > now - TOLD_WITHIN)
        .order_by(Event.starts_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    async with context.transaction() as session:
        event = await session.scalar(due)
        if event is None:
            return False
        event.start(now)
        outbox.publish(session, EventStarted(occurred_on=clock.today(), state=event.state()))
    log.info("event.started", event_id=str(event.id))
    return True
