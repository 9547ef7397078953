"""The waiting list: a place that becomes free is offered to whoever has waited longest, and held for a while.

In strict order: where a family of three is first and two places are free, nobody overtakes it, unless the event
`fills_gaps`. Groups (children, members of a CSO …) keep this order among those who want the same places: whoever waits
because a group is full holds up those behind who are of that group, too, and nobody else; whoever waits because the
event is full holds up everybody. Whatever frees a place (a cancellation, an offer that ran out, more places) calls
`offer_free_places` in the same transaction, so that nobody who comes later can be quicker.

In the last hour before sign-up closes nobody would have time to decide: the line is served no more, and a free place is
whoever's who asks for it first, of those who wait and of those who come then. Else it would stay empty.
"""

from collections.abc import Sequence
from datetime import datetime

from liaison_contracts.events import PlaceOffered
from liaison_kit import clock, outbox
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import Event
from liaison_events.model.sign_ups.groups import Left, full, left_at
from liaison_events.model.sign_ups.sign_up import SignUp, waiting_at


async def others_wait(session: AsyncSession, event: Event) -> bool:
    """Whether somebody waits for a place at the event."""
    return await session.scalar(select(SignUp.id).where(waiting_at(event.id)).limit(1)) is not None


async def check_place(
    session: AsyncSession, event: Event, party_size: int, groups: dict[str, int], now: datetime
) -> None:
    """Refuses a party that has to wait: there is no place, or somebody who waits for it comes first. Lock the event."""
    left = await left_at(session, event)
    line = (await session.scalars(select(SignUp).where(waiting_at(event.id)))).all()
    held_up = event.serves_the_line(now) and any(_holds_up(waits, groups, left) for waits in line)
    event.check_place(party_size, held_up)
    for name in sorted(left.lacking(groups)):
        raise full(name, left.of_groups[name])


def _holds_up(waits: SignUp, groups: dict[str, int], left: Left) -> bool:
    """Whether somebody who waits comes before a party of these groups: not if they wait for another group's places."""
    missing = left.lacking(waits.groups)
    waits_for_another_group = waits.party_size <= left.places and missing and not missing & groups.keys()
    return not waits_for_another_group


async def take_offered_or_free(session: AsyncSession, event: Event, sign_up: SignUp, now: datetime) -> bool:
    """Whether somebody of the line takes a place now: the one that is held, or any free one once none is offered."""
    if sign_up.waits and not event.serves_the_line(now):
        event.check_sign_up(sign_up.party_size, now)
        await check_place(session, event, sign_up.party_size, sign_up.groups, now)
        return sign_up.take()
    return sign_up.accept(now)


async def offer_free_places(session: AsyncSession, event: Event, now: datetime) -> None:
    """Offers what is free to those who wait; the event must be locked, so that it is counted once."""
    until = event.offer_until(now)
    if until is None:
        return
    left = await left_at(session, event)
    if left.places <= 0:
        return
    line = select(SignUp).where(waiting_at(event.id)).order_by(SignUp.created_at, SignUp.id).with_for_update()
    # In strict order nobody takes less than one place: more of the line than there are places is never offered any.
    short = not event.fills_gaps and not left.of_groups
    for sign_up in served((await session.scalars(line.limit(left.places) if short else line)).all(), left, event):
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


def served(line: Sequence[SignUp], left: Left, event: Event) -> list[SignUp]:
    """Those of the line who get a place now; `left` is what remains after them."""
    found: list[SignUp] = []
    held = set[str]()
    """Groups that somebody further ahead waits for."""
    for sign_up in line:
        if sign_up.party_size > left.places:
            if event.fills_gaps:
                continue
            break
        missing = left.lacking(sign_up.groups)
        if missing or held & sign_up.groups.keys():
            if not event.fills_gaps:
                held |= missing
            continue
        left.take(sign_up.party_size, sign_up.groups)
        found.append(sign_up)
    return found
