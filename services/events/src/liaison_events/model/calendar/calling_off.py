"""Calling an event off: it will not take place, and all places at it are given back."""

from liaison_contracts.events import EventCancelled, SignUpCancelled
from liaison_kit import clock, outbox
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import Event
from liaison_events.model.sign_ups.sign_up import SignUp, active_at


async def call_off(session: AsyncSession, event: Event, reason: str) -> None:
    """The event must be locked."""
    event.cancel(reason)
    outbox.publish(session, EventCancelled(occurred_on=clock.today(), state=event.state(), reason=reason))
    active = select(SignUp).where(active_at(event.id)).order_by(SignUp.id).with_for_update()
    for sign_up in await session.scalars(active):
        sign_up.release()
        outbox.publish(
            session,
            SignUpCancelled(
                occurred_on=clock.today(), sign_up_id=sign_up.id, version=sign_up.version, event_id=event.id
            ),
        )
