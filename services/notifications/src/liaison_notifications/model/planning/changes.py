"""Messages about what became of an event: it takes place at another time or elsewhere.

Changes that come within minutes make one message: the first waits that long (`manners`), a newer one takes its place
and its time, and what it says is what is true when it leaves. Whoever knows that already gets none.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventState
from liaison_kit.database import keep_latest
from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, Delivery, EventCopy, SignUpCopy
from liaison_notifications.model.copies import GONE
from liaison_notifications.model.planning.knowledge import says
from liaison_notifications.model.planning.planning import cancel_waiting, plan
from liaison_notifications.model.sending.delivery import WAITING, Channel, Purpose, Reason

TELL_ANYWAY = (Purpose.CONFIRMATION, Purpose.OFFER)
"""Nothing but a sign-up's or an event's end makes these useless: whoever is to get one reads the new time in it."""


async def keep_event(session: AsyncSession, state: EventState) -> None:
    """Keeps what messages say about an event."""
    copied = {"title", "status", "starts_at", "ends_at", "modified_at"}
    copied |= {"office_id", "office_name", "room_name", "address"}
    columns = state.model_dump(include=copied)
    chosen = state.reminder_hours
    columns["reminder_hours"] = None if chosen is None else " ".join(map(str, chosen))
    await keep_copy(session, state.id, state.version, columns)


async def keep_copy(session: AsyncSession, event_id: UUID, version: int, columns: dict[str, Any]) -> None:
    """The same; and what messages said before, if that is something else."""
    before = await session.get(EventCopy, event_id, populate_existing=True)
    if before and says(before) != says(EventCopy(**columns)):
        columns["known"] = says(before)
    elif before:
        columns["known"] = before.known
    await keep_latest(session, EventCopy, id=event_id, version=version, **{"known": None} | columns)


async def plan_change(session: AsyncSession, event_id: UUID, version: int, now: datetime) -> None:
    """Plans to tell everybody who has a place or waits for one when and where it takes place now; once per change."""
    # What is just being claimed may have read the time before: it is waited for, and then it has told them that.
    waiting = (Delivery.event_id == event_id) & Delivery.purpose.in_(TELL_ANYWAY) & Delivery.status.in_(WAITING)
    await session.execute(select(Delivery.id).where(waiting).order_by(Delivery.id).with_for_update())
    # What was made ready and is due again is no longer anybody's: it is read anew, and then it tells them.
    due = update(Delivery).where(waiting, Delivery.next_try_at <= now).values(next_try_at=now)
    await session.execute(due, execution_options={"synchronize_session": False})
    this = (Delivery.event_id == event_id) & (Delivery.purpose == Purpose.CHANGE)
    older = this & (Delivery.event_version < version)
    replaced = await _waiting(session, older)
    await cancel_waiting(session, [older], Reason.SUPERSEDED, now)
    event = await session.get(EventCopy, event_id, populate_existing=True)
    if event is None:
        return
    of_another_time = (Delivery.event_id == event_id) & (Delivery.starts_at != event.starts_at)
    await cancel_waiting(session, [of_another_time], Reason.SUPERSEDED, now)
    active = select(SignUpCopy).where(SignUpCopy.event_id == event_id, SignUpCopy.status.not_in(GONE))
    for channel in Channel:
        theirs = (Delivery.sign_up_id == SignUpCopy.id) & (Delivery.channel == channel)
        newer = theirs & this & (Delivery.event_version >= version)
        told_anyway = theirs & Delivery.purpose.in_(TELL_ANYWAY) & Delivery.status.in_(WAITING)
        told_anyway &= Delivery.next_try_at <= now
        untold = active.where(_has_a_contact(), ~exists().where(newer), ~exists().where(told_anyway))
        for sign_up in await session.scalars(untold):
            known, since = replaced.get((sign_up.id, channel), (event.known, now))
            occasion = version
            await plan(
                session, Purpose.CHANGE, sign_up, event, channel, now, version, occasion, known=known, since=since
            )


def _has_a_contact() -> ColumnElement[bool]:
    return exists().where(ContactPoint.id == SignUpCopy.id)


async def _waiting(
    session: AsyncSession, whose: ColumnElement[bool]
) -> dict[tuple[UUID | None, str], tuple[str | None, datetime]]:
    """By sign-up and channel: what they knew before the first change that waits, and since when it does."""
    columns = (Delivery.sign_up_id, Delivery.channel, Delivery.known, Delivery.since, Delivery.created_at)
    found = await session.execute(select(*columns).where(whose, Delivery.status.in_(WAITING)))
    return {(of, channel): (known, since or created_at) for of, channel, known, since, created_at in found}
