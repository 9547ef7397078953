"""When a room can be booked: in hours of its own, or else whenever its office is open.

They bind what residents ask for. Whoever works there is warned where a room's own hours are left, and may book: courses
begin at 18:00, when offices shut.
"""

from datetime import UTC, date, datetime, time

from liaison_contracts.registry import Room
from liaison_kit.clock import KYIV
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.office import OfficeCopy, holds_on

Interval = tuple[datetime, datetime]


class RoomHours(BaseModel):
    """From when to when a room can be booked, UTC."""

    starts_at: datetime
    ends_at: datetime


def own_hours(room: Room, day: date) -> list[Interval]:
    """Those of the room itself on a day, UTC; none too where it has no hours of its own at all."""
    hours = [one for one in room.bookable if one.weekday == day.isoweekday() and holds_on(one, day)]
    return sorted((_utc(day, one.opens), _utc(day, one.closes)) for one in hours)


def hours_on(office: OfficeCopy, room: Room, day: date) -> list[Interval]:
    if room.bookable:
        return own_hours(room, day)
    return [(_utc(day, span.opens), _utc(day, span.closes)) for span in office.spans_on(day)]


async def left_hours(session: AsyncSession, event: Event) -> list[RoomHours] | None:
    """The room's own hours of the day, if the event needs the room outside of them; None where it does not."""
    office = await session.get(OfficeCopy, event.office_id)
    rooms = office.bookable_rooms() if office else []
    room = next((one for one in rooms if one.id == event.room_id), None)
    if room is None or not room.bookable:
        return None
    hours, needed = own_hours(room, event.day), RoomTime.of(event)
    if any(start <= needed.held_from and needed.held_until <= end for start, end in hours):
        return None
    return [RoomHours(starts_at=start, ends_at=end) for start, end in hours]


def _utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, KYIV).astimezone(UTC)
