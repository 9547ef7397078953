"""Forget opt-ins: what nobody has confirmed within 48 hours is gone, and so is that somebody asked."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete

from liaison_notifications.model.consent.opt_in import FORGOTTEN_AFTER, OptIn

log = structlog.get_logger()


@every(timedelta(minutes=1))
async def forget_opt_ins(context: JobContext) -> bool:
    over = delete(OptIn).where(OptIn.asked_at <= clock.now() - FORGOTTEN_AFTER)
    async with context.transaction() as session:
        forgotten = (await session.scalars(over.returning(OptIn.id))).all()
    if forgotten:
        log.info("opt_ins.forgotten", count=len(forgotten))
    return False
