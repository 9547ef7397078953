"""Forget requests: to whom a message went and what it said, a week after it was asked for; that it was asked stays."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import update

from liaison_notifications.model.requests.request import KEPT, MessageRequest

log = structlog.get_logger()


@every(timedelta(hours=1))
async def forget_requests(context: JobContext) -> bool:
    over = update(MessageRequest).where(
        MessageRequest.sealed.is_not(None), MessageRequest.received_at <= clock.now() - KEPT
    )
    async with context.transaction() as session:
        forgotten = (await session.scalars(over.values(sealed=None).returning(MessageRequest.id))).all()
    if forgotten:
        log.info("requests.forgotten", count=len(forgotten))
    return False
