"""Forget letters: once one is sent, or its link has expired, nobody needs it."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete, exists, or_

from liaison_notifications.model import Delivery, SealedLetter

log = structlog.get_logger()


@every(timedelta(minutes=1))
async def forget_letters(context: JobContext) -> bool:
    waited_for = exists().where(Delivery.letter_id == SealedLetter.id, Delivery.finished_at.is_(None))
    over = delete(SealedLetter).where(or_(~waited_for, SealedLetter.expires_at < clock.now()))
    async with context.transaction() as session:
        forgotten = (await session.scalars(over.returning(SealedLetter.id))).all()
    if forgotten:
        log.info("letters.forgotten", count=len(forgotten))
    return False
