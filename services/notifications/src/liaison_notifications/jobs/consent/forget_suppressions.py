"""Forget suppressions: a year after one was lifted or over, nobody asks why an address was not written to."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete, func

from liaison_notifications.model.consent.suppression import KEPT_ENDED, Suppression

log = structlog.get_logger()


@every(timedelta(hours=1))
async def forget_suppressions(context: JobContext) -> bool:
    ended = func.least(Suppression.lifted_at, Suppression.expires_at)
    over = delete(Suppression).where(ended <= clock.now() - KEPT_ENDED)
    async with context.transaction() as session:
        forgotten = (await session.scalars(over.returning(Suppression.id))).all()
    if forgotten:
        log.info("suppressions.forgotten", count=len(forgotten))
    return False
