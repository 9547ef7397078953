"""Digests: once a week one message with the new events that somebody follows, and nothing where nothing is new.

What was told stands in `digest_event`, whose key lets no event, and no series, be told anybody twice; what somebody was
told at once before they chose this is left out, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from liaison_contracts.events import EventStatus
from liaison_kit.clock import KYIV
from liaison_kit.database import new_id
from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.consent.choices import Choices, OfficeCopy
from liaison_notifications.model.consent.ledger import ConsentPurpose
from liaison_notifications.model.consent.news import AnnouncedEvent
from liaison_notifications.model.consent.subscribers import DigestEvent, Subscriber, Subscription
from liaison_notifications.model.copies import EventCopy
from liaison_notifications.model.planning.planning import planned
from liaison_notifications.model.sending.delivery import Delivery, DeliveryStatus, Purpose
from liaison_notifications.model.tables import Base

AT_ONCE = 200
LATEST = timedelta(hours=24)
"""A digest that could not be planned by then waits for its next day: what is new is in that one."""
MOST_EVENTS = 30
"""In one message, the nearest first; the others are new next week, too."""
WEEK = timedelta(days=7)
NEVER_LEFT = (DeliveryStatus.CANCELLED, DeliveryStatus.SUPPRESSED, DeliveryStatus.EXPIRED)
"""Who was to be told by such a message was not."""


class DigestRun(Base):
    """One week's, `due_at` being its moment; up to which subscriber it is planned."""

    __tablename__ = "digest_run"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    planned_up_to: Mapped[UUID | None]
    planned_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Coming:
    """An event that is still to come, as far as followers need it; `occasion`: itself, or the series it is of."""

    id: UUID
    occasion: UUID
    district_id: UUID
    kind: str
    ends_at: datetime


def last_due(weekday: int, at: time, now: datetime) -> datetime:
    """When it was due last: by the clock of Kyiv, whatever that does on the days between."""
    today = now.astimezone(KYIV).date()
    day = today - timedelta(days=(today.weekday() - weekday) % 7)
    due = datetime.combine(day, at, KYIV)
    # Compared across zones: within one, Python looks at the clocks alone.
    if due.timestamp() > now.timestamp():
        due = datetime.combine(day - WEEK, at, KYIV)
    return due


async def plan_digests(session: AsyncSession, due_at: datetime, now: datetime) -> int | None:
    """Plans the next digests of this week; how many there are, or None if nothing is left to plan."""
    if now.timestamp() - due_at.timestamp() >= LATEST.total_seconds():
        return None
    await session.execute(insert(DigestRun).values(id=new_id(), due_at=due_at).on_conflict_do_nothing())
    held = select(DigestRun).where(DigestRun.due_at == due_at, DigestRun.planned_at.is_(None))
    run = await session.scalar(held.with_for_update(skip_locked=True))
    if run is None:
        return None
    whom = await _next(session, run)
    told, events = await _told(session, list(whom)), await _coming(session, now)
    rows, said = [], []
    for subscription, channel in whom.values():
        new = _new(events, subscription, told.get(subscription.subscriber_id, set()))
        if not new:
            continue
        row = planned(Purpose.DIGEST, channel, f"{run.id}:{subscription.subscriber_id}", now)
        rows.append(row | {"subscriber_id": subscription.subscriber_id})
        said += [_said(one, subscription.subscriber_id, row["id"]) for one in new]
    if rows:
        await session.execute(insert(Delivery), rows)
        anew = insert(DigestEvent)
        of_this = {name: anew.excluded[name] for name in ("event_id", "delivery_id", "ends_at")}
        key = [DigestEvent.subscriber_id, DigestEvent.occasion]
        await session.execute(anew.on_conflict_do_update(index_elements=key, set_=of_this), said)
    if len(whom) < AT_ONCE:
        run.planned_at = now
    else:
        run.planned_up_to = list(whom)[-1]
    return len(rows)


def _said(one: Coming, subscriber_id: UUID, delivery_id: UUID) -> dict[str, object]:
    told = {"event_id": one.id, "occasion": one.occasion, "ends_at": one.ends_at}
    return told | {"subscriber_id": subscriber_id, "delivery_id": delivery_id}


async def _next(session: AsyncSession, run: DigestRun) -> dict[UUID, tuple[Subscription, str]]:
    """By their ids, in this order. Held, so that nobody changes what they follow, or is forgotten, meanwhile."""
    query = select(Subscription, Subscriber.channel).join(Subscriber, Subscriber.id == Subscription.subscriber_id)
    query = query.where(Subscription.purpose == ConsentPurpose.DIGEST)
    if run.planned_up_to:
        query = query.where(Subscription.subscriber_id > run.planned_up_to)
    some = query.order_by(Subscription.subscriber_id).limit(AT_ONCE).with_for_update(of=Subscriber, key_share=True)
    return {row[0].subscriber_id: (row[0], row[1]) for row in await session.execute(some)}


async def _coming(session: AsyncSession, now: datetime) -> list[Coming]:
    """All of them, the next one first: hundreds, not thousands."""
    query = (
        select(AnnouncedEvent, EventCopy, OfficeCopy.district_id)
        .join(EventCopy, EventCopy.id == AnnouncedEvent.id)
        .join(OfficeCopy, OfficeCopy.id == AnnouncedEvent.office_id)
        .where(EventCopy.starts_at > now, EventCopy.status != EventStatus.CANCELLED)
        .order_by(EventCopy.starts_at, EventCopy.id)
    )
    return [
        Coming(announced.id, announced.series_id or announced.id, district_id, announced.kind, event.ends_at)
        for announced, event, district_id in await session.execute(query)
    ]


async def _told(session: AsyncSession, subscribers: Sequence[UUID]) -> Mapping[UUID, set[UUID]]:
    """Which occasions these were told of, in digests or at once."""
    found: dict[UUID, set[UUID]] = {}
    told = select(DigestEvent.subscriber_id, DigestEvent.occasion).where(DigestEvent.subscriber_id.in_(subscribers))
    told = told.where(~exists().where(Delivery.id == DigestEvent.delivery_id, Delivery.status.in_(NEVER_LEFT)))
    for row in await session.execute(told):
        found.setdefault(row.subscriber_id, set()).add(row.occasion)
    at_once = select(Delivery.subscriber_id, AnnouncedEvent.id, AnnouncedEvent.series_id)
    at_once = at_once.join(AnnouncedEvent, AnnouncedEvent.id == Delivery.event_id)
    at_once = at_once.where(Delivery.subscriber_id.in_(subscribers), Delivery.purpose == Purpose.NEWS)
    at_once = at_once.where(Delivery.status.not_in(NEVER_LEFT))
    for one in await session.execute(at_once):
        found.setdefault(one.subscriber_id, set()).add(one.series_id or one.id)
    return found


def _new(events: Iterable[Coming], subscription: Subscription, told: set[UUID]) -> list[Coming]:
    """What they follow and were not told of, the next one first, each series once."""
    choices = Choices(districts=[UUID(one) for one in subscription.districts], kinds=subscription.kinds)
    found: dict[UUID, Coming] = {}
    for one in events:
        if one.occasion in told or (choices.districts and one.district_id not in choices.districts):
            continue
        if not choices.kinds or one.kind in choices.kinds:
            found.setdefault(one.occasion, one)
    return list(found.values())[:MOST_EVENTS]
