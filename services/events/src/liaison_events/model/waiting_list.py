"""The waiting list: a place that becomes free is offered to whoever has waited longest, and held for a while.

In strict order: where a family of three is first and two places are free, nobody overtakes it, unless the event
`fills_gaps`. Whatever frees a place (a cancellation, an offer that ran out, more places) calls `offer_free_places` in
the same transaction, so that nobody who comes later can be quicker.
"""

from datetime import datetime

from liaison_contracts.events import PlaceOffered
from liaison_kit import clock, outbox
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.event import Event
from liaison_events.model.sign_up import SignUp, waiting_at


async def others_wait(session: AsyncSession, event: Event) -> bool:
    """Whether somebody waits for a place at the event, which is locked."""
    return await session.scalar(select(SignUp.id).where(waiting_at(event.id)).limit(1)) is not None


async def offer_free_places(session: AsyncSession, event: Event, now: datetime) -> None:
    """Offers what is free to those who wait; the event must be locked, so that it is counted once."""
    until = event.offer_until(now)
    if until is None:
        return
    await session.flush()
    taken = await session.scalar(select(Event.places_taken).where(Event.id == event.id)) or 0
    left = event.capacity - taken
    if left <= 0:
        return
    line = select(SignUp).where(waiting_at(event.id)).order_by(SignUp.created_at, SignUp.id).with_for_update()
    # In strict order nobody takes less than one place: more of the line than there are places is never offered any.
    for sign_up in await session.scalars(line if event.fills_gaps else line.limit(left)):
        if sign_up.party_size > left:
            if event.fills_gaps:
                continue
            break
        left -= sign_up.party_size
        sign_up.offer(until)
        offered = PlaceOffered(
            occurred_on=clock.today(),
            sign_up_id=sign_up.id,
            version=sign_up.version,
            event_id=event.id,
            party_size=sign_up.party_size,
            offered_until=until,
        )
        outbox.publish(session, offered)
