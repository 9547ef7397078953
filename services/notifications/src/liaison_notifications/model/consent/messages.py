"""Messages to subscribers: planned, opened while they are sent, and dropped where they are of no use any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from liaison_contracts.events import EventStatus
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent.opt_in import OptIn
from liaison_notifications.model.consent.subscribers import Subscriber
from liaison_notifications.model.copies import EventCopy
from liaison_notifications.model.planning.planning import cancel_waiting, planned
from liaison_notifications.model.sending.delivery import Delivery, DeliveryStatus, Purpose, Reason


async def plan_opt_in(session: AsyncSession, opt_in: OptIn, now: datetime) -> None:
    """Plans the one message that asks whether it was really them."""
    row = planned(Purpose.OPT_IN, opt_in.channel, opt_in.id, now) | {"opt_in_id": opt_in.id}
    await session.execute(insert(Delivery).values(**row).on_conflict_do_nothing())


async def plan_news(
    session: AsyncSession, event_id: UUID, occasion: UUID, whom: Sequence[tuple[UUID, str]], now: datetime
) -> None:
    """Plans to tell these of an event, each once for an `occasion`: the event, or the series it is the first of."""
    rows = [
        planned(Purpose.NEWS, channel, f"{occasion}:{subscriber_id}", now)
        | {"subscriber_id": subscriber_id, "event_id": event_id}
        for subscriber_id, channel in whom
    ]
    if rows:
        await session.execute(insert(Delivery).on_conflict_do_nothing(), rows)


async def call_off(session: AsyncSession, subscriber: Subscriber, now: datetime) -> None:
    """Nothing that waits goes to them any more."""
    await cancel_waiting(session, [Delivery.subscriber_id == subscriber.id], Reason.NOT_WANTED, now)


async def boxes_of(session: AsyncSession, deliveries: Sequence[Delivery]) -> Mapping[UUID, OptIn | Subscriber]:
    """By delivery: what is sealed in there says where it goes. Not of who follows nothing any more."""
    asked = {one.id: one.opt_in_id for one in deliveries if one.opt_in_id}
    follow = {one.id: one.subscriber_id for one in deliveries if one.subscriber_id}
    boxes: dict[UUID, OptIn | Subscriber] = {}
    if asked:
        boxes |= {row.id: row for row in await session.scalars(select(OptIn).where(OptIn.id.in_(asked.values())))}
    if follow:
        active = select(Subscriber).where(Subscriber.id.in_(follow.values()), Subscriber.idle_since.is_(None))
        boxes |= {row.id: row for row in await session.scalars(active)}
    return {delivery: boxes[box] for delivery, box in (asked | follow).items() if box in boxes}


def news_to_drop(event: EventCopy | None, now: datetime) -> tuple[DeliveryStatus, Reason] | None:
    """Why news of this event are of no use any more, if so; without an event it asks whether it was them."""
    if event is None:
        return None
    if event.status == EventStatus.CANCELLED:
        return DeliveryStatus.CANCELLED, Reason.EVENT_CANCELLED
    return (DeliveryStatus.EXPIRED, Reason.EVENT_STARTED) if event.starts_at <= now else None
