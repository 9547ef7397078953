"""What stands in the way of booking a room: an event, a booking without one, or a time for which it is blocked."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from liaison_contracts.events import EventStatus
from liaison_contracts.registry import Blocking, Room
from liaison_kit.clock import KYIV
from liaison_kit.errors import FieldError
from sqlalchemy import Uuid, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.event_refusals import RoomBlocked, RoomTaken
from liaison_events.model.office import OfficeCopy
from liaison_events.model.space.room_booking import BookingStatus, RoomBooking

OTHER_ROOMS_TEXTS = {
    "some": "Free then: {rooms}.",
    "none": "No other room of this office is free then.",
}


@dataclass(frozen=True)
class Obstacle:
    """Who has a room, from when to when, UTC; without a `holder_id` it is blocked, and `title` says why."""

    room_id: UUID
    starts_at: datetime
    ends_at: datetime
    title: str
    holder_id: UUID | None = None
    event_id: UUID | None = None

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and self.ends_at > starts_at

    def refusal(self, free: list[Room]) -> RoomTaken | RoomBlocked:
        """What to answer to whoever wants the room at that time, and which others they could have."""
        start, end = self.starts_at.astimezone(KYIV), self.ends_at.astimezone(KYIV)
        last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%d.%m.%Y %H:%M}"
        rooms = ", ".join(f"{room.name} ({room.capacity})" for room in free)
        others = FieldError("room_id", OTHER_ROOMS_TEXTS["some" if free else "none"], {"rooms": rooms})
        kind = RoomTaken if self.holder_id else RoomBlocked
        return kind(errors=[others], title=self.title, start=f"{start:%d.%m.%Y %H:%M}", end=last)


async def in_the_way(
    session: AsyncSession, office: OfficeCopy, starts_at: datetime, ends_at: datetime, apart_from: UUID | None = None
) -> list[Obstacle]:
    """In all rooms of the office at a time, in the order of their beginnings, but for what one holder has itself."""
    rooms = [Room.model_validate(one) for one in office.rooms]
    ids = [room.id for room in rooms]
    events = select(Event.room_id, Event.starts_at, Event.ends_at, Event.title, Event.id, Event.id.label("event_id"))
    events = events.where(Event.room_id.in_(ids), Event.status != EventStatus.CANCELLED, Event.id != apart_from)
    bookings = select(
        RoomBooking.room_id,
        RoomBooking.starts_at,
        RoomBooking.ends_at,
        RoomBooking.title,
        RoomBooking.id,
        literal(None, Uuid),
    ).where(RoomBooking.room_id.in_(ids), RoomBooking.status != BookingStatus.CANCELLED, RoomBooking.id != apart_from)
    held = union_all(
        events.where(Event.starts_at < ends_at, Event.ends_at > starts_at),
        bookings.where(RoomBooking.starts_at < ends_at, RoomBooking.ends_at > starts_at),
    )
    found = [Obstacle(*row) for row in await session.execute(held)]
    found += [_blocked(room.id, one) for room in rooms for one in room.blockings]
    return sorted((one for one in found if one.meets(starts_at, ends_at)), key=lambda one: one.starts_at)


def _blocked(room_id: UUID, blocking: Blocking) -> Obstacle:
    return Obstacle(room_id, blocking.starts_at.astimezone(UTC), blocking.ends_at.astimezone(UTC), blocking.reason)
