"""Messages to subscribers: planned, opened while they are sent, and dropped where they are of no use any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventStatus
from liaison_kit.database import new_id
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent.opt_in import OptIn
from liaison_notifications.model.consent.subscribers import Subscriber
from liaison_notifications.model.copies import EventCopy
from liaison_notifications.model.delivery import WAITING, Delivery, DeliveryStatus, Purpose, Reason
from liaison_notifications.model.lanes import Lane, lane_of


async def plan_opt_in(session: AsyncSession, opt_in: OptIn, now: datetime) -> None:
    """Plans the one message that asks whether it was really them."""
    row = _planned(Purpose.OPT_IN, opt_in.channel, f"{Purpose.OPT_IN}:{opt_in.id}", now)
    row |= {"opt_in_id": opt_in.id, "lane": lane_of(Purpose.OPT_IN, None, now)}
    await session.execute(insert(Delivery).values(**row).on_conflict_do_nothing())


async def plan_news(
    session: AsyncSession, event_id: UUID, occasion: UUID, whom: Sequence[tuple[UUID, str]], now: datetime
) -> None:
    """Plans to tell these of an event, each once for an `occasion`: the event, or the series it is the first of."""
    rows = [
        _planned(Purpose.NEWS, channel, f"{Purpose.NEWS}:{occasion}:{subscriber_id}", now)
        | {"subscriber_id": subscriber_id, "event_id": event_id, "lane": Lane.BULK}
        for subscriber_id, channel in whom
    ]
    if rows:
        await session.execute(insert(Delivery).on_conflict_do_nothing(), rows)


def _planned(purpose: Purpose, channel: str, dedupe_key: str, now: datetime) -> dict[str, Any]:
    row = {
        "id": new_id(),
        "purpose": purpose,
        "channel": channel,
        "dedupe_key": dedupe_key,
        "attempt": 0,
        "costless": 0,
    }
    return row | {"status": DeliveryStatus.PLANNED, "next_try_at": now, "created_at": now}


async def call_off(session: AsyncSession, subscriber: Subscriber, now: datetime) -> None:
    """Nothing that waits goes to them any more."""
    theirs = update(Delivery).where(Delivery.subscriber_id == subscriber.id, Delivery.status.in_(WAITING))
    await session.execute(theirs.values(called_off(now)))


def called_off(now: datetime) -> dict[str, Any]:
    """What becomes of a delivery that is not wanted any more."""
    return {"status": DeliveryStatus.CANCELLED, "reason": Reason.NOT_WANTED, "next_try_at": None, "finished_at": now}


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
