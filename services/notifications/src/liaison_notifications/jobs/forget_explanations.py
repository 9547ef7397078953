"""Forget explanations: after their hour nothing says any more whose sign-ups belong together."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete

from liaison_notifications.model import Explanation
from liaison_notifications.model.explanations.explanations import KEPT

log = structlog.get_logger()


@every(timedelta(minutes=1))
async def forget_explanations(context: JobContext) -> bool:
    over = delete(Explanation).where(Explanation.asked_at <= clock.now() - KEPT)
    async with context.transaction() as session:
        forgotten = (await session.scalars(over.returning(Explanation.id))).all()
    if forgotten:
        log.info("explanations.forgotten", count=len(forgotten))
    return False
