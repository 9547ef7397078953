"""Settle receipts that came before their message was known, or that providers brought over their own sessions."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import select

from liaison_notifications.model import Receipt
from liaison_notifications.model.sending.receipts import apply, keep
from liaison_notifications.sending import providers

log = structlog.get_logger()

AT_ONCE = 200


@every(timedelta(seconds=1), at_end=True)
async def settle_receipts(context: JobContext) -> bool:
    heard = await _keep_heard(context)
    return await _settle_waiting(context) or heard


async def _keep_heard(context: JobContext) -> bool:
    """What came over a session (SMPP) is acknowledged as it comes: until it is kept here, nobody else has it."""
    heard = {name: each.receipts for name, each in providers(context).sms.heard().items() if each.receipts}
    for name, receipts in heard.items():
        first = receipts[:AT_ONCE]
        async with context.transaction() as session:
            moved = await keep(session, name, first, clock.now())
        del receipts[: len(first)]
        for delivery in moved:
            log.info(f"delivery.{delivery.status}", delivery_id=str(delivery.id), provider=name)
    return bool(heard)


async def _settle_waiting(context: JobContext) -> bool:
    now = clock.now()
    waiting = select(Receipt).where(Receipt.next_try_at <= now).order_by(Receipt.message, Receipt.id).limit(AT_ONCE)
    async with context.transaction() as session:
        receipts = (await session.scalars(waiting.with_for_update(skip_locked=True))).all()
        for receipt in receipts:
            if delivery := await apply(session, receipt, now):
                log.info(f"delivery.{delivery.status}", delivery_id=str(delivery.id), provider=receipt.provider)
    return len(receipts) == AT_ONCE
