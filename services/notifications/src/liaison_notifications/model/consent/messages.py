"""Messages to subscribers: planned, opened while they are sent, and dropped where they are of no use any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liaison_contracts.events import EventStatus
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.bulletins.bulletin import Bulletin, BulletinStatus
from liaison_notifications.model.consent.ledger import ConsentPurpose
from liaison_notifications.model.consent.opt_in import OptIn
from liaison_notifications.model.consent.subscribers import DigestEvent, Subscriber, Subscription
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


@dataclass(frozen=True)
class About:
    """What a message to one of many is about, beside an event: a bulletin, or the events of a week."""

    bulletin: Bulletin | None = None
    wanted: bool = True
    """Whether its recipient still agrees to such, and follows what it is about."""
    events: Sequence[EventCopy] = ()


async def about_many(
    session: AsyncSession, deliveries: Sequence[Delivery], now: datetime | None
) -> Mapping[UUID, About]:
    """By delivery. Of a digest the events that are still to come, the next one first; without `now`, all of them."""
    return await _bulletins(session, deliveries) | await _weeks(session, deliveries, now)


async def _bulletins(session: AsyncSession, deliveries: Sequence[Delivery]) -> dict[UUID, About]:
    """Who agrees is asked here, at the last moment: they may have said no while their message was being planned."""
    bulletins = {one.id: one.bulletin_id for one in deliveries if one.bulletin_id}
    if not bulletins:
        return {}
    whose = {one.id: one.subscriber_id for one in deliveries if one.bulletin_id and one.subscriber_id}
    rows = await session.scalars(select(Bulletin).where(Bulletin.id.in_(set(bulletins.values()))))
    agreed = (Subscription.subscriber_id.in_(whose.values()), Subscription.purpose == ConsentPurpose.BULLETINS)
    follow = {row.subscriber_id: row for row in await session.scalars(select(Subscription).where(*agreed))}
    of, found = {row.id: row for row in rows}, {}
    for delivery_id, bulletin_id in bulletins.items():
        bulletin, follows = of[bulletin_id], follow.get(whose[delivery_id])
        found[delivery_id] = About(bulletin, wanted=follows is not None and bulletin.is_for(follows))
    return found


async def _weeks(session: AsyncSession, deliveries: Sequence[Delivery], now: datetime | None) -> dict[UUID, About]:
    digests = [one.id for one in deliveries if one.purpose == Purpose.DIGEST]
    if not digests:
        return {}
    told = select(DigestEvent.delivery_id, EventCopy).join(EventCopy, EventCopy.id == DigestEvent.event_id)
    told = told.where(DigestEvent.delivery_id.in_(digests)).order_by(EventCopy.starts_at, EventCopy.id)
    if now:
        told = told.where(EventCopy.starts_at > now, EventCopy.status != EventStatus.CANCELLED)
    events: dict[UUID, list[EventCopy]] = {}
    for delivery_id, event in await session.execute(told):
        events.setdefault(delivery_id, []).append(event)
    return {one: About(events=events.get(one, [])) for one in digests}


def of_many_to_drop(
    delivery: Delivery, event: EventCopy | None, about: About, now: datetime
) -> tuple[DeliveryStatus, Reason] | None:
    """Why a message to one of many is of no use any more, if so."""
    if about.bulletin and about.bulletin.status == BulletinStatus.STOPPED:
        return DeliveryStatus.CANCELLED, Reason.STOPPED
    if not about.wanted:
        return DeliveryStatus.CANCELLED, Reason.NOT_WANTED
    if delivery.purpose == Purpose.DIGEST and not about.events:
        return DeliveryStatus.EXPIRED, Reason.EVENT_STARTED
    return news_to_drop(event, now)


def news_to_drop(event: EventCopy | None, now: datetime) -> tuple[DeliveryStatus, Reason] | None:
    """Why news of this event are of no use any more, if so; without an event it asks whether it was them."""
    if event is None:
        return None
    if event.status == EventStatus.CANCELLED:
        return DeliveryStatus.CANCELLED, Reason.EVENT_CANCELLED
    return (DeliveryStatus.EXPIRED, Reason.EVENT_STARTED) if event.starts_at <= now else None
