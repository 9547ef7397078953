"""Forget receipts: after 30 days nobody asks any more why a message did not arrive."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete

from liaison_notifications.model import Receipt
from liaison_notifications.model.sending.receipts import KEPT

log = structlog.get_logger()


@every(timedelta(hours=1))
async def forget_receipts(context: JobContext) -> bool:
    old = delete(Receipt).where(Receipt.received_at <= clock.now() - KEPT)
    async with context.transaction() as session:
        forgotten = (await session.scalars(old.returning(Receipt.id))).all()
    if forgotten:
        log.info("receipts.forgotten", count=len(forgotten))
    return False
