"""When the rooms of an office are free on a day: within its hours, less what is booked and what is blocked."""

from datetime import UTC, date, datetime, timedelta

from liaison_contracts.registry import Room
from liaison_kit.clock import KYIV
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.in_the_way import in_the_way
from liaison_events.model.calendar.room_hours import Interval, hours_on
from liaison_events.model.office import OfficeCopy


async def free_rooms(session: AsyncSession, office: OfficeCopy, day: date) -> list[tuple[Room, list[Interval]]]:
    """Each room that can be booked, with its free times of the day, UTC; none where the office is shut."""
    begin = datetime.combine(day, datetime.min.time(), KYIV).astimezone(UTC)
    obstacles = await in_the_way(session, office, begin, begin + timedelta(hours=26))
    found = []
    for room in office.bookable_rooms():
        busy = [(one.held_from, one.held_until) for one in obstacles if one.room_id == room.id]
        found.append((room, [free for span in hours_on(office, room, day) for free in less(span, busy)]))
    return found


def less(span: Interval, busy: list[Interval]) -> list[Interval]:
    """What of a time is left beside these."""
    left, at = [], span[0]
    for start, end in sorted(busy):
        if start > at and at < span[1]:
            left.append((at, min(start, span[1])))
        at = max(at, end)
    return [*left, (at, span[1])] if at < span[1] else left
