"""Forget digests: who was told of which event in one is of no use once that event is over."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete

from liaison_notifications.model.consent.subscribers import DigestEvent

log = structlog.get_logger()

KEPT = timedelta(days=30)
"""An event that is moved is the same event: it is not told once more."""


@every(timedelta(hours=1))
async def forget_digests(context: JobContext) -> bool:
    old = delete(DigestEvent).where(DigestEvent.ends_at <= clock.now() - KEPT)
    async with context.transaction() as session:
        forgotten = (await session.scalars(old.returning(DigestEvent.event_id))).all()
    if forgotten:
        log.info("digests.forgotten", count=len(forgotten))
    return False
