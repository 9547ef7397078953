"""What stands in the way of booking a room: an event, a booking without one, or a time for which it is blocked.

Here, and in the database, set-up and clear-away count as the time of what they belong to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventStatus
from liaison_contracts.registry import Blocking, Room
from liaison_kit.clock import KYIV
from liaison_kit.errors import Conflict, FieldError
from sqlalchemy import Uuid, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.event_refusals import (
    NoTimeToClearAway,
    NoTimeToSetUp,
    RoomBlocked,
    RoomTaken,
    RoomTakenWithSetUp,
)
from liaison_events.model.calendar.room_time import LONGEST_SET_UP, RoomTime
from liaison_events.model.office import OfficeCopy
from liaison_events.model.space.room_booking import BookingStatus, RoomBooking

OTHER_ROOMS_TEXTS = {
    "some": "Free then: {rooms}.",
    "none": "No other room of this office is free then.",
}
MINUTES_LEFT_TEXTS = {
    "some": "Minutes left for it: {minutes}.",
    "none": "No time is left for it.",
}


@dataclass(frozen=True)
class Obstacle(RoomTime):
    """Who has a room, and when; without a `holder_id` it is blocked, and `title` says why."""

    title: str = ""
    event_id: UUID | None = None

    @property
    def has_set_up(self) -> bool:
        return bool(self.set_up_minutes or self.clear_away_minutes)

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.held_from < ends_at and self.held_until > starts_at

    def distance(self, wanted: RoomTime) -> timedelta:
        """Between it and the own time of what is wanted; below nothing where they meet."""
        return max(wanted.starts_at - self.held_until, self.held_from - wanted.ends_at, -timedelta.resolution)

    def refusal(self, wanted: RoomTime, free: Sequence[Room]) -> Conflict:
        """What to answer to whoever wants the room then, and which others they could have."""
        kind: type[Conflict] = RoomTakenWithSetUp if self.has_set_up else RoomTaken
        if not self.holder_id:
            kind = RoomBlocked
        rooms = ", ".join(f"{room.name} ({room.capacity})" for room in free)
        errors = [FieldError("room_id", OTHER_ROOMS_TEXTS["some" if free else "none"], {"rooms": rooms})]
        if not self.meets(wanted.starts_at, wanted.ends_at):
            # Only what is wanted before or after is in the way: less of that is an answer, too.
            kind = NoTimeToSetUp if self.held_until <= wanted.starts_at else NoTimeToClearAway
            minutes = self.distance(wanted) // timedelta(minutes=1)
            left = MINUTES_LEFT_TEXTS["some" if minutes else "none"]
            errors = [FieldError(kind.field, left, {"minutes": minutes}), *errors]
        return kind(errors=errors, title=self.title, **_said(self), **_needed(wanted))


def in_the_first_place(obstacles: Sequence[Obstacle], wanted: RoomTime) -> Obstacle | None:
    """Of those in this room the first, or the one that leaves least for set-up and clear-away."""
    there = [one for one in obstacles if one.room_id == wanted.room_id]
    met = [one for one in there if one.meets(wanted.held_from, wanted.held_until)]
    return min(met, key=lambda one: one.distance(wanted), default=None)


async def in_the_way(
    session: AsyncSession, office: OfficeCopy, starts_at: datetime, ends_at: datetime, apart_from: UUID | None = None
) -> list[Obstacle]:
    """In all rooms of the office at a time, in the order of their beginnings, but for what one holder has itself.

    Whoever asks for a time to book it says set-up and clear-away with it (`held_from`, `held_until`).
    """
    rooms = [Room.model_validate(one) for one in office.rooms]
    ids = [room.id for room in rooms]
    # Wide enough for the longest set-up, for an index to answer; which of them meet is said below.
    earliest, latest = starts_at - LONGEST_SET_UP, ends_at + LONGEST_SET_UP
    events = select(*_columns(Event), Event.id.label("event_id"))
    events = events.where(Event.room_id.in_(ids), Event.status != EventStatus.CANCELLED, Event.id != apart_from)
    bookings = select(*_columns(RoomBooking), literal(None, Uuid))
    bookings = bookings.where(RoomBooking.room_id.in_(ids), RoomBooking.id != apart_from)
    held = union_all(
        events.where(Event.starts_at < latest, Event.ends_at > earliest),
        bookings.where(
            RoomBooking.status != BookingStatus.CANCELLED,
            RoomBooking.starts_at < latest,
            RoomBooking.ends_at > earliest,
        ),
    )
    found = [Obstacle(*row) for row in await session.execute(held)]
    found += [_blocked(room.id, one) for room in rooms for one in room.blockings]
    return sorted((one for one in found if one.meets(starts_at, ends_at)), key=lambda one: one.held_from)


def _columns(held: type[Event] | type[RoomBooking]) -> tuple[Any, ...]:
    return (
        held.id,
        held.room_id,
        held.starts_at,
        held.ends_at,
        held.set_up_minutes,
        held.clear_away_minutes,
        held.title,
    )


def _said(obstacle: Obstacle) -> dict[str, str]:
    """From when to when somebody has it, on a clock in Kyiv."""
    start, end = obstacle.held_from.astimezone(KYIV), obstacle.held_until.astimezone(KYIV)
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%d.%m.%Y %H:%M}"
    return {"start": f"{start:%d.%m.%Y %H:%M}", "end": last}


def _needed(wanted: RoomTime) -> dict[str, str]:
    start, end = wanted.held_from.astimezone(KYIV), wanted.held_until.astimezone(KYIV)
    return {"held_from": f"{start:%H:%M}", "held_until": f"{end:%H:%M}"}


def _blocked(room_id: UUID, blocking: Blocking) -> Obstacle:
    starts_at, ends_at = blocking.starts_at.astimezone(UTC), blocking.ends_at.astimezone(UTC)
    return Obstacle(None, room_id, starts_at, ends_at, title=blocking.reason)
