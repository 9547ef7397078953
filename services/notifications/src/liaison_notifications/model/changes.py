"""Messages about what became of an event: it takes place at another time or elsewhere, or it is near.

A reminder is planned when it is due, never before: whatever an event's time has become until then is its time.
"""

from datetime import datetime, timedelta

from liaison_contracts.events import EventState, EventStatus
from liaison_kit.database import keep_latest
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, Delivery, EventCopy, SignUpCopy
from liaison_notifications.model.copies import GONE, SignUpStatus
from liaison_notifications.model.corrections import corrected_with, went_astray
from liaison_notifications.model.delivery import WAITING, Channel, DeliveryStatus, Purpose, Reason
from liaison_notifications.model.planning import REMINDED_BEFORE, cancel_waiting, hold_event, plan

TOLD_LATELY = timedelta(hours=12)
"""Nobody is reminded of what they were told so shortly before."""

AT_ONCE = 200


async def keep_event(session: AsyncSession, state: EventState) -> None:
    """Keeps what messages say about an event, which is held."""
    await hold_event(session, state.id)
    copied = {"title", "status", "starts_at", "ends_at", "modified_at"}
    copied |= {"office_id", "office_name", "room_name", "address"}
    await keep_latest(session, EventCopy, id=state.id, version=state.version, **state.model_dump(include=copied))


async def plan_change(session: AsyncSession, state: EventState, now: datetime) -> None:
    """Plans to tell everybody who has a place or waits for one when and where it takes place now; once per change.

    A message that waits yet says what is true when it is sent: an older one of this kind is called off, and whoever
    is still to get their confirmation needs no other.
    """
    this = (Delivery.event_id == state.id) & (Delivery.purpose == Purpose.CHANGE)
    await cancel_waiting(session, [this, Delivery.event_version < state.version], Reason.SUPERSEDED, now)
    event = await session.get(EventCopy, state.id, populate_existing=True)
    if event is None:
        return
    active = select(SignUpCopy).where(SignUpCopy.event_id == state.id, SignUpCopy.status.not_in(GONE))
    for channel in Channel:
        theirs = (Delivery.sign_up_id == SignUpCopy.id) & (Delivery.channel == channel)
        newer = theirs & this & (Delivery.event_version >= state.version)
        to_be_sent = theirs & (Delivery.purpose != Purpose.CHANGE) & Delivery.status.in_(WAITING)
        untold = active.where(
            exists().where(ContactPoint.id == SignUpCopy.id), ~exists().where(newer), ~exists().where(to_be_sent)
        )
        for sign_up in await session.scalars(untold):
            await plan(session, Purpose.CHANGE, sign_up, event, channel, now, state.version, state.version)


def told_lately() -> ColumnElement[bool]:
    """Whether somebody was told of their event so shortly before it that they need no reminder, where it reached them.

    In a query of sign-ups with their events and contacts.
    """
    since = EventCopy.starts_at - REMINDED_BEFORE - TOLD_LATELY
    lately = (Delivery.sign_up_id == SignUpCopy.id) & (Delivery.created_at > since)
    return exists().where(lately, Delivery.status != DeliveryStatus.SUPPRESSED, ~went_astray())


async def plan_reminders(session: AsyncSession, now: datetime) -> int:
    """Reminds those with a place at an event that is near, unless they were told of it lately; of how many sign-ups.

    What went to a contact that they have corrected since told them nothing.
    """
    due = (
        select(SignUpCopy, EventCopy, ContactPoint)
        .join(EventCopy, EventCopy.id == SignUpCopy.event_id)
        .join(ContactPoint, ContactPoint.id == SignUpCopy.id)
        .where(EventCopy.status == EventStatus.SCHEDULED)
        .where(EventCopy.starts_at > now, EventCopy.starts_at <= now + REMINDED_BEFORE)
        .where(SignUpCopy.status == SignUpStatus.CONFIRMED)
        .where(~told_lately())
        .order_by(EventCopy.starts_at, SignUpCopy.id)
        .limit(AT_ONCE)
        .with_for_update(of=SignUpCopy, skip_locked=True)
    )
    rows = (await session.execute(due)).all()
    for sign_up, event, contact in rows:
        for channel in Channel:
            corrected = corrected_with(contact, channel)
            occasion = f"{int(event.starts_at.timestamp())}" + (f":{corrected}" if corrected else "")
            await plan(session, Purpose.REMINDER, sign_up, event, channel, now, event.version, occasion)
    return len(rows)
