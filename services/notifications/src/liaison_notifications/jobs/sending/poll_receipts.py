"""Poll receipts: providers that post none are asked what became of messages, the less often the longer ago."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import func, select, update

from liaison_notifications.model import Delivery
from liaison_notifications.model.sending.delivery import DeliveryStatus
from liaison_notifications.model.sending.receipts import GIVEN_UP_AFTER, Says, keep
from liaison_notifications.providers.addresses import Address
from liaison_notifications.sending import providers

log = structlog.get_logger()

AT_ONCE = 100


@every(timedelta(seconds=5))
async def poll_receipts(context: JobContext) -> bool:
    more = False
    for address in context.settings.sms_addresses:
        if address.poll:
            more = await _poll(context, address) or more
    return more


async def _poll(context: JobContext, address: Address) -> bool:
    """Whether there may be more to ask about. What is under way yet is no receipt worth keeping."""
    ids = await _due(context, address)
    provider = providers(context).sms.named(address.name)
    if not ids or provider is None:
        return False
    final = [one for one in await provider.poll(ids) if one.says != Says.UNDER_WAY]
    if final:
        async with context.transaction() as session:
            for delivery in await keep(session, address.name, final, clock.now()):
                log.info(f"delivery.{delivery.status}", delivery_id=str(delivery.id), provider=address.name)
    return len(ids) == AT_ONCE


async def _due(context: JobContext, address: Address) -> Sequence[str]:
    """By the provider's ids; asked again when half as much time has passed as since it was accepted."""
    now, first = clock.now(), timedelta(seconds=address.poll)
    theirs = (Delivery.provider == address.name) & (Delivery.status == DeliveryStatus.ACCEPTED)
    due = func.coalesce(Delivery.poll_at, Delivery.finished_at + first) <= now
    recent = Delivery.finished_at.between(now - GIVEN_UP_AFTER, now - first)
    query = select(Delivery.id, Delivery.provider_id, Delivery.finished_at).where(theirs, due, recent)
    async with context.transaction() as session:
        held = query.order_by(Delivery.finished_at).limit(AT_ONCE).with_for_update(skip_locked=True)
        rows = (await session.execute(held)).all()
        for row in rows:
            later = update(Delivery).where(Delivery.id == row.id).values(poll_at=_next(now, row.finished_at, first))
            await session.execute(later)
    return [row.provider_id for row in rows if row.provider_id]


def _next(now: datetime, accepted_at: datetime, first: timedelta) -> datetime:
    return now + max(first, (now - accepted_at) / 2)
