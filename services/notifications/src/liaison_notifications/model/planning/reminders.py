"""Reminders: so many hours before an event, by the time that it has then.

One is planned when it is due, never before. What would be due in the quiet hours is due shortly before them. It is of
use until half of its hours are over; what is later than that is recorded as expired, and not sent. Nobody is reminded
who was told of the event after it became due, or in as many hours before that as half of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventStatus
from sqlalchemy import ARRAY, ColumnElement, DateTime, Uuid, bindparam, column, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, Delivery, EventCopy, SignUpCopy
from liaison_notifications.model.copies import SignUpStatus
from liaison_notifications.model.manners import Manners
from liaison_notifications.model.planning.corrections import corrected_with, went_astray
from liaison_notifications.model.planning.planning import plan
from liaison_notifications.model.sending.delivery import WAITING, Channel, DeliveryStatus, Purpose

AT_ONCE = 200
LONGEST = timedelta(days=14)
"""The longest that offices may choose, and more."""
EARLIER_AT_MOST = timedelta(hours=25)
"""Than its hours before the event: that long quiet hours may last."""
TOLD_NOTHING = (DeliveryStatus.SUPPRESSED, DeliveryStatus.CANCELLED)


@dataclass(frozen=True)
class Occasion:
    """One reminder of an event: `told_since` is from when on other news of it makes it needless."""

    starts_at: datetime
    hours_before: timedelta
    due_at: datetime

    @property
    def useful_until(self) -> datetime:
        return self.starts_at - self.hours_before / 2

    @property
    def told_since(self) -> datetime:
        return self.due_at - self.hours_before / 2

    @property
    def name(self) -> str:
        return f"{int(self.starts_at.timestamp())}:{int(self.hours_before.total_seconds()) // 60}m"


def occasions(event: EventCopy, manners: Manners) -> list[Occasion]:
    """The reminders of an event, first one first: when its office wants them, or when it is usual."""
    starts_at, chosen = event.starts_at, event.reminder_hours
    before = manners.reminders if chosen is None else tuple(timedelta(hours=int(hours)) for hours in chosen.split())
    found = (Occasion(starts_at, each, manners.quiet.spared(starts_at - each)) for each in set(before))
    return sorted(found, key=lambda one: (one.due_at, one.starts_at - one.hours_before))


def last_due(all_of_one: Iterable[Occasion], now: datetime) -> Occasion | None:
    """Of several that are due, only the last is of use: where quiet hours move two to the same evening, one is sent."""
    return max((one for one in all_of_one if one.due_at <= now), key=lambda one: one.useful_until, default=None)


async def plan_reminders(session: AsyncSession, manners: Manners, now: datetime) -> int:
    """Reminds those with a place at an event that is near, unless they were told of it lately; of how many sign-ups.

    What went to a contact that they have corrected since told them nothing.
    """
    due = await _due(session, manners, now)
    if not due:
        return 0
    since = (
        func.unnest(
            bindparam("events", list(due), ARRAY(Uuid)),
            bindparam("since", [one.told_since for one in due.values()], ARRAY(DateTime(timezone=True))),
        )
        .table_valued(column("event_id", Uuid), column("since", DateTime(timezone=True)), name="due")
        .render_derived()
    )
    query = (
        select(SignUpCopy, EventCopy, ContactPoint)
        .join(EventCopy, EventCopy.id == SignUpCopy.event_id)
        .join(since, since.c.event_id == EventCopy.id)
        .join(ContactPoint, ContactPoint.id == SignUpCopy.id)
        .where(SignUpCopy.status == SignUpStatus.CONFIRMED, ~_told_after(since.c.since))
        .order_by(EventCopy.starts_at, SignUpCopy.id)
        .limit(AT_ONCE)
        .with_for_update(of=SignUpCopy, skip_locked=True)
    )
    planned = 0
    for sign_up, event, contact in (await session.execute(query)).all():
        one = due[event.id]
        if one.starts_at == event.starts_at:
            planned += await _plan(session, one, sign_up, event, contact, now)
    return planned


async def _plan(
    session: AsyncSession, one: Occasion, sign_up: SignUpCopy, event: EventCopy, contact: ContactPoint, now: datetime
) -> bool:
    new = False
    for channel in Channel:
        corrected = corrected_with(contact, channel)
        # With the version: one that was called off because the event moved away is due again if it moves back.
        occasion = f"{one.name}:{event.version}" + (f":{corrected}" if corrected else "")
        useful: dict[str, Any] = {"starts_at": one.starts_at, "useful_until": one.useful_until}
        planned = await plan(session, Purpose.REMINDER, sign_up, event, channel, now, event.version, occasion, **useful)
        new = new or planned
    return new


async def _due(session: AsyncSession, manners: Manners, now: datetime) -> dict[UUID, Occasion]:
    """The reminder that is due now, of each event that has one."""
    near = select(EventCopy).where(
        EventCopy.status == EventStatus.SCHEDULED,
        EventCopy.starts_at > now,
        EventCopy.starts_at <= now + max([LONGEST, *manners.reminders]) + EARLIER_AT_MOST,
    )
    found = {event.id: last_due(occasions(event, manners), now) for event in await session.scalars(near)}
    return {of: one for of, one in found.items() if one}


def _told_after(since: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether somebody was told of their event after this, where it reached them, or is about to be."""
    lately = or_(Delivery.created_at > since, Delivery.finished_at > since, Delivery.status.in_(WAITING))
    # A reminder that did not arrive is not sent once more: it would not, either.
    lost = (Delivery.status == DeliveryStatus.UNDELIVERED) & (Delivery.purpose != Purpose.REMINDER)
    reached = Delivery.status.not_in(TOLD_NOTHING) & ~lost & ~went_astray()
    return exists().where(Delivery.sign_up_id == SignUpCopy.id, lately, reached)


def told_something(status: DeliveryStatus, purpose: Purpose) -> bool:
    """The same of one message that is no query."""
    lost = status == DeliveryStatus.UNDELIVERED and purpose != Purpose.REMINDER
    return status not in TOLD_NOTHING and not lost
