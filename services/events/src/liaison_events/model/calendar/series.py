"""A series: events that were scheduled together by one rule. Each of them is an event as any other.

An event keeps the moment it was first planned for (RECURRENCE-ID of RFC 5545), whatever becomes of it. Edits reach
what is still to come, and leave alone what was cancelled or changed by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventStatus
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, NotFound, Refusal
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.planning import SAID
from liaison_events.model.calendar.recurrence import Hours, Span
from liaison_events.model.tables import Base


class DateTaken(Conflict):
    """The room is taken by “{title}” from {start} to {end}: leave this date out, or choose another room for it."""

    field = "dates"


class DateTakenWithSetUp(Conflict):
    """The room is taken by “{title}” from {start} to {end}, set-up included: leave this date out or change the room."""

    field = "dates"


class NotOneOfTheDates(Refusal):
    """{day} is not one of the dates of this series."""

    field = "dates"


class NoDates(Refusal):
    """Choose at least one date."""

    field = "dates"


class DateTwice(Refusal):
    """{day} is chosen twice."""

    field = "dates"


class NothingToCome(Conflict):
    """Nothing of this series is still to come that could be changed."""


class DateIsThere(Conflict):
    """This series has that date already. If it is cancelled, let it take place after all."""

    field = "starts_at"


class PlacesOfADateAreTaken(Conflict):
    """On {day} {taken} places are taken or offered already: there cannot be fewer."""

    field = "capacity"


class Series(Aggregate, Base):
    """The rule that events were made by; `skipped`: its days that were left out (EXDATE). Words are the events' own."""

    __tablename__ = "series"

    office_id: Mapped[UUID]
    repeats: Mapped[str]
    rule: Mapped[str]
    skipped: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]


@dataclass(frozen=True)
class Reach:
    """What an edit reaches, in the order of time, and what of the rest to come it leaves as it is."""

    events: Sequence[Event]
    kept: Sequence[Event]

    @property
    def first(self) -> Event:
        return self.events[0]

    def rescheduled(self, starts_at: datetime, ends_at: datetime) -> list[tuple[Event, Span]]:
        """Each with its new time, when the first has this one on the wall: by as many days, at its hours.

        In the order in which none meets another on its way: those that go forward begin with the last.
        """
        days = starts_at.date() - self.first.day
        hours = Hours.between(starts_at, ends_at)
        moved = [(event, hours.on(event.day + days)) for event in self.events]
        return moved if moved[0][1].starts_at < self.first.starts_at else moved[::-1]


def events_of(series_id: UUID) -> Select[Event]:
    return select(Event).where(Event.series_id == series_id).order_by(Event.starts_at, Event.id)


async def reach(
    session: AsyncSession, series: Series, since: UUID | None, now: datetime, with_changed: bool = False
) -> Reach:
    """Those to come, from the event `since` on in the order they were planned in, or all of them: locked.

    NothingToCome if there are none. What was changed by itself is left out, unless `with_changed` or it is `since`.
    """
    wanted = events_of(series.id).order_by(None)
    if since is not None:
        planned = await session.scalar(select(Event.original_start).where(Event.id == since))
        if planned is None:
            raise NotFound
        wanted = wanted.where(Event.original_start >= planned)
    # Locked in the order of their ids, as whoever locks several.
    locking = wanted.order_by(Event.id).with_for_update().execution_options(populate_existing=True)
    locked = await session.scalars(locking)
    return reached(sorted(locked, key=lambda event: event.starts_at), since, now, with_changed)


def reached(events: Sequence[Event], since: UUID | None, now: datetime, with_changed: bool = False) -> Reach:
    """Which of these an edit reaches; NothingToCome if none."""
    to_come = [event for event in events if event.starts_at > now]
    free = [event for event in to_come if with_changed or not event.changed_alone or event.id == since]
    mine = [event for event in free if event.is_to_come(now)]
    if not mine or (since is not None and all(event.id != since for event in mine)):
        raise NothingToCome
    return Reach(mine, [event for event in to_come if event not in mine])


async def like_the_last(session: AsyncSession, series_id: UUID, span: Span) -> Event:
    """A new event that says what the last of the series says, at another time; DateIsThere if there is one already."""
    if await session.scalar(events_of(series_id).where(Event.original_start == span.starts_at)):
        raise DateIsThere
    # One that was moved out of the office is an exception: the series goes on in its room.
    in_room_first = (Event.room_id == Event.id, Event.starts_at.desc())
    last = await session.scalar(events_of(series_id).order_by(None).order_by(*in_room_first).limit(1))
    if last is None:
        raise NotFound
    return Event(
        **{name: getattr(last, name) for name in (*SAID, "capacity", "room_id", "fills_gaps")},
        id=new_id(),
        status=EventStatus.SCHEDULED,
        series_id=series_id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        original_start=span.starts_at,
    )


def changes_of(event: Event, wanted: dict[str, Any]) -> dict[str, Any]:
    """All that `Event.change` asks for, where something of it differs; PlacesOfADateAreTaken for too few places."""
    if all(getattr(event, name) == value for name, value in wanted.items()):
        return {}
    if wanted.get("capacity", event.capacity) < event.places_taken:
        raise PlacesOfADateAreTaken(day=f"{event.day:%d.%m.%Y}", taken=event.places_taken)
    return {"capacity": event.capacity, "sign_up_closes_at": event.sign_up_closes_at} | wanted
