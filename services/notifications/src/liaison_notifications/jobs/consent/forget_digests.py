"""Forget digests: who was told of which event in one is of no use once it, or the last of its series, is over."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete, exists, func

from liaison_notifications.model.consent.news import AnnouncedEvent
from liaison_notifications.model.consent.subscribers import DigestEvent
from liaison_notifications.model.copies import EventCopy

log = structlog.get_logger()

KEPT = timedelta(days=30)
"""An event that is moved is the same event: it is not told once more. Nor is a series, whichever of it was told."""


@every(timedelta(hours=1))
async def forget_digests(context: JobContext) -> bool:
    until = clock.now() - KEPT
    of_it = func.coalesce(AnnouncedEvent.series_id, AnnouncedEvent.id) == DigestEvent.occasion
    still = exists().where(EventCopy.id == AnnouncedEvent.id, of_it, EventCopy.ends_at > until)
    old = delete(DigestEvent).where(DigestEvent.ends_at <= until, ~still)
    async with context.transaction() as session:
        forgotten = (await session.scalars(old.returning(DigestEvent.event_id))).all()
    if forgotten:
        log.info("digests.forgotten", count=len(forgotten))
    return False
