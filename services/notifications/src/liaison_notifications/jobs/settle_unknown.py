"""Settle what is in doubt: a message that may have been sent is sent again only if the gateway denies having it."""

import asyncio
from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import select

from liaison_notifications.model import Delivery
from liaison_notifications.model.delivery import ASK_AGAIN, Channel, DeliveryStatus, Outcome, Reason
from liaison_notifications.sms_gateway import SmsGateway, sms_gateway

log = structlog.get_logger()

AT_ONCE = 10


@every(timedelta(seconds=1))
async def settle_unknown(context: JobContext) -> bool:
    abandoned = await _doubt_abandoned(context)
    asked = await _to_ask(context)
    if asked:
        async with sms_gateway(context.settings) as gateway:
            asking = (_ask_and_record(context, gateway, one) for one in asked)
            for failure in await asyncio.gather(*asking, return_exceptions=True):
                if failure:
                    raise failure
    return abandoned or bool(asked)


async def _doubt_abandoned(context: JobContext) -> bool:
    """A claim whose lease is over belongs to a process that died: nobody knows how far it came."""
    now = clock.now()
    over = select(Delivery).where(Delivery.status == DeliveryStatus.CLAIMED, Delivery.claimed_until < now)
    async with context.transaction() as session:
        rows = (await session.scalars(over.limit(AT_ONCE).with_for_update(skip_locked=True))).all()
        for delivery in rows:
            delivery.settle(Outcome(DeliveryStatus.UNKNOWN, Reason.LEASE_EXPIRED), now)
            log.warning("delivery.unknown", delivery_id=str(delivery.id), channel=delivery.channel)
    return bool(rows)


async def _to_ask(context: JobContext) -> list[Delivery]:
    """SMS in doubt; asked about again later if this time brings no answer. Nobody can be asked about an email."""
    now = clock.now()
    doubtful = select(Delivery).where(
        Delivery.status == DeliveryStatus.UNKNOWN, Delivery.channel == Channel.SMS, Delivery.next_try_at <= now
    )
    async with context.transaction() as session:
        rows = (await session.scalars(doubtful.limit(AT_ONCE).with_for_update(skip_locked=True))).all()
        for delivery in rows:
            delivery.next_try_at = now + ASK_AGAIN
    return list(rows)


async def _ask_and_record(context: JobContext, gateway: SmsGateway, asked: Delivery) -> None:
    outcome = await gateway.ask(str(asked.id))
    if outcome is None:
        log.info("gateway.silent", delivery_id=str(asked.id))
        return
    async with context.transaction() as session:
        delivery = await session.get(Delivery, asked.id, with_for_update=True)
        if delivery is None or delivery.status != DeliveryStatus.UNKNOWN or delivery.attempt != asked.attempt:
            return
        delivery.settle(outcome, clock.now())
    log.info(f"delivery.{outcome.status}", delivery_id=str(asked.id), channel=asked.channel, reason=outcome.reason)
