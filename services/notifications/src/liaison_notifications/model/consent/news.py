"""News of events: whoever follows the district and the kind is told of an event once, and of a series once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventState
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from liaison_notifications.model.consent.choices import Choices, OfficeCopy
from liaison_notifications.model.consent.ledger import ConsentPurpose
from liaison_notifications.model.consent.messages import news_to_drop, plan_news
from liaison_notifications.model.consent.subscribers import Subscriber, Subscription
from liaison_notifications.model.copies import EventCopy
from liaison_notifications.model.planning.planning import cancel_waiting
from liaison_notifications.model.sending.delivery import Delivery, Purpose, Reason
from liaison_notifications.model.tables import Base

AT_ONCE = 500
"""Subscribers in one transaction: an event of the whole community is followed by thousands."""


class AnnouncedEvent(Base):
    """An event whose followers are to be told, and up to which of them that is planned."""

    __tablename__ = "announced_event"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[UUID]
    kind: Mapped[str]
    series_id: Mapped[UUID | None]
    heard_at: Mapped[datetime]
    planned_up_to: Mapped[UUID | None]
    planned_at: Mapped[datetime | None]


async def announce(session: AsyncSession, state: EventState, now: datetime) -> None:
    """Its followers are told soon; once, and not of what is over: a reader that begins anew hears the whole past."""
    if state.starts_at <= now:
        return
    row = {"id": state.id, "office_id": state.office_id, "kind": state.kind, "series_id": state.series_id}
    await session.execute(insert(AnnouncedEvent).values(**row, heard_at=now).on_conflict_do_nothing())


async def plan_announced(session: AsyncSession, now: datetime) -> int | None:
    """Plans the next messages of the next event; of how many, or None if there is no event to tell of.

    An event waits for its office: which district that is may become known later.
    """
    due = (
        select(AnnouncedEvent, OfficeCopy.district_id, EventCopy)
        .join(OfficeCopy, OfficeCopy.id == AnnouncedEvent.office_id)
        .join(EventCopy, EventCopy.id == AnnouncedEvent.id)
        .where(AnnouncedEvent.planned_at.is_(None))
        .order_by(AnnouncedEvent.id)
        .limit(1)
        .with_for_update(of=AnnouncedEvent, skip_locked=True)
    )
    found = (await session.execute(due)).one_or_none()
    if found is None:
        return None
    announced, district_id, event = found
    whom: list[Any] = []
    if not news_to_drop(event, now):
        followers = select(Subscriber.id, Subscriber.channel).join(
            Subscription, Subscription.subscriber_id == Subscriber.id
        )
        followers = followers.where(Subscription.purpose == ConsentPurpose.NEWS)
        followers = followers.where(_has(Subscription.districts, str(district_id)))
        followers = followers.where(_has(Subscription.kinds, announced.kind))
        if announced.planned_up_to:
            followers = followers.where(Subscriber.id > announced.planned_up_to)
        whom = [tuple(row) for row in await session.execute(followers.order_by(Subscriber.id).limit(AT_ONCE))]
    await plan_news(session, event.id, announced.series_id or event.id, whom, now)
    if len(whom) < AT_ONCE:
        announced.planned_at = now
    else:
        announced.planned_up_to = whom[-1][0]
    return len(whom)


def _has(wanted: InstrumentedAttribute[list[str]], one: str) -> ColumnElement[bool]:
    """Nothing named is everything."""
    return or_(func.jsonb_array_length(wanted) == 0, func.jsonb_exists(wanted, one))


async def call_off_other(session: AsyncSession, subscriber_id: UUID, choices: Choices, now: datetime) -> None:
    """Calls off what waits for them and is not about what they follow now."""
    still = exists().where(AnnouncedEvent.id == Delivery.event_id).where(OfficeCopy.id == AnnouncedEvent.office_id)
    if choices.districts:
        still = still.where(OfficeCopy.district_id.in_(choices.districts))
    if choices.kinds:
        still = still.where(AnnouncedEvent.kind.in_(choices.kinds))
    theirs = [Delivery.subscriber_id == subscriber_id, Delivery.purpose == Purpose.NEWS, ~still]
    await cancel_waiting(session, theirs, Reason.NOT_WANTED, now)
