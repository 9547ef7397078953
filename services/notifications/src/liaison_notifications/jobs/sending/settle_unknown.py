"""Settle what is in doubt: a message that may have been sent is sent again only if its provider denies having it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import select, update

from liaison_notifications import texts
from liaison_notifications.model import Delivery
from liaison_notifications.model.sending.claims import Outgoing, in_doubt
from liaison_notifications.model.sending.delivery import ASK_AGAIN, Channel, DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.receipts import is_told_of
from liaison_notifications.providers.provider import Sms
from liaison_notifications.sending import providers, written

log = structlog.get_logger()

AT_ONCE = 100

ONCE_ONLY_FOR = timedelta(hours=1)
"""For so long the same message is handed over again to who promises once-only: nobody says how long they remember."""
ASKED_FOR = timedelta(days=1)
"""Then it stays in doubt: what a provider has not said by then, only a receipt will."""
LONGEST_PAUSE = timedelta(minutes=10)


@every(timedelta(seconds=1))
async def settle_unknown(context: JobContext) -> bool:
    abandoned = await _doubt_abandoned(context)
    asked = await _to_ask(context)
    for failure in await asyncio.gather(*(_ask_and_record(context, one) for one in asked), return_exceptions=True):
        if failure:
            raise failure
    return abandoned or bool(asked)


async def _doubt_abandoned(context: JobContext) -> bool:
    """A claim whose lease is over belongs to a process that died: nobody knows how far it came."""
    now = clock.now()
    over = select(Delivery).where(Delivery.status == DeliveryStatus.CLAIMED, Delivery.claimed_until < now)
    async with context.transaction() as session:
        first = over.order_by(Delivery.claimed_until).limit(AT_ONCE)
        rows = (await session.scalars(first.with_for_update(skip_locked=True))).all()
        for delivery in rows:
            provider = providers(context).of(delivery.channel).named(delivery.provider)
            askable = provider is None or provider.askable
            delivery.settle(Outcome(DeliveryStatus.UNKNOWN, Reason.LEASE_EXPIRED, askable=askable), now)
            log.warning("delivery.unknown", delivery_id=str(delivery.id), channel=delivery.channel)
    return bool(rows)


async def _to_ask(context: JobContext) -> list[Outgoing]:
    """SMS in doubt, who was not asked about for longest first; again later if this time brings no answer.

    Nobody can be asked about an email.
    """
    now = clock.now()
    doubtful = (
        select(Delivery.id, Delivery.claimed_until)
        .where(Delivery.status == DeliveryStatus.UNKNOWN, Delivery.channel == Channel.SMS, Delivery.next_try_at <= now)
        .order_by(Delivery.next_try_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    async with context.transaction() as session:
        rows = (await session.execute(doubtful)).all()
        if rows:
            await session.execute(update(Delivery), [_asked_later(*row, now) for row in rows])
        ids = [delivery_id for delivery_id, _ in rows]
        return await in_doubt(session, ids, context.settings.sealing_key_file, now) if ids else []


def _asked_later(delivery_id: UUID, in_doubt_since: datetime | None, now: datetime) -> dict[str, Any]:
    """The less often the longer it is in doubt; and no more after this time, if it is so for long."""
    age = now - (in_doubt_since or now)
    again = None if age >= ASKED_FOR else now + min(max(age / 4, ASK_AGAIN), LONGEST_PAUSE)
    return {"id": delivery_id, "next_try_at": again, "finished_at": None if again else now}


async def _ask_and_record(context: JobContext, asked: Outgoing) -> None:
    outcome = await _asked(context, asked)
    if outcome is None:
        log.info("gateway.silent", delivery_id=str(asked.delivery.id))
        return
    async with context.transaction() as session:
        delivery = await session.get(Delivery, asked.delivery.id, with_for_update=True)
        if delivery is None or delivery.status != DeliveryStatus.UNKNOWN or delivery.attempt != asked.attempt:
            return
        if outcome.status == DeliveryStatus.RETRY_WAIT and await is_told_of(session, delivery):
            return  # its receipt is settled first: perhaps it did arrive
        delivery.settle(outcome, clock.now())
    log.info(
        f"delivery.{outcome.status}", delivery_id=str(delivery.id), channel=delivery.channel, reason=outcome.reason
    )


async def _asked(context: JobContext, asked: Outgoing) -> Outcome | None:
    """Nobody but who may have it is asked: another provider would deny it, and it would go out twice."""
    provider = providers(context).sms.named(asked.delivery.provider)
    if provider is None:
        return None
    claimed_until = asked.delivery.claimed_until
    remembered = claimed_until is not None and clock.now() < claimed_until + ONCE_ONLY_FOR
    try:
        message = written(context.settings, asked) if remembered and not isinstance(asked.contact, Reason) else None
    except texts.UnusableAddress:
        message = None
    return await provider.ask(str(asked.delivery.id), message if isinstance(message, Sms) else None)
