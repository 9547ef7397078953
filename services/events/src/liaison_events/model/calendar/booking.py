"""Booking a room: one event or booking at a time; the database refuses a second."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liaison_kit.errors import Unavailable
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import ROOM_CONSTRAINT
from liaison_events.model.calendar.in_the_way import in_the_way
from liaison_events.model.office import OfficeCopy, OfficeMissing, OfficeUnknown, RoomNotInOffice


@dataclass(frozen=True)
class RoomTime:
    """A room, and when an event wants it."""

    event_id: UUID
    room_id: UUID
    starts_at: datetime
    ends_at: datetime


async def office_of_room(session: AsyncSession, room_id: UUID, office_id: UUID | None = None) -> OfficeCopy:
    """Locked: two bookings at one office follow each other, so that the second sees the first and is told of it."""
    wanted = select(OfficeCopy).with_for_update()
    if office_id is None:
        office = await session.scalar(wanted.where(OfficeCopy.rooms.contains([{"id": str(room_id)}])))
        if office is None:
            raise RoomNotInOffice
        return office
    office = await session.scalar(wanted.where(OfficeCopy.id == office_id))
    if office is None:
        raise OfficeUnknown
    return office


async def office_of_draft(
    session: AsyncSession, room_id: UUID | None, office_id: UUID | None, own: Collection[UUID]
) -> UUID:
    """Whose a draft is: the office's that was chosen, that has the room, or the only one somebody works for."""
    if office_id is None and room_id is not None:
        with_room = select(OfficeCopy.id).where(OfficeCopy.rooms.contains([{"id": str(room_id)}]))
        office_id = await session.scalar(with_room)
    if office_id is None and len(own) == 1:
        (office_id,) = own
    if office_id is None:
        raise OfficeMissing
    return office_id


@asynccontextmanager
async def booked(session: AsyncSession, wanted: RoomTime) -> AsyncIterator[None]:
    """What is done in the block takes the room; RoomTaken, by whom and when, whoever else writes there; RoomBlocked."""
    await _refuse_if_taken(session, wanted)
    try:
        async with session.begin_nested():
            yield
    except IntegrityError as error:
        if ROOM_CONSTRAINT not in str(error.orig):
            raise
        await _refuse_if_taken(session, wanted)
        # Whoever held the room gave it back in between: the same request will succeed now.
        raise Unavailable from error


async def _refuse_if_taken(session: AsyncSession, wanted: RoomTime) -> None:
    with_room = select(OfficeCopy).where(OfficeCopy.rooms.contains([{"id": str(wanted.room_id)}]))
    office = await session.scalar(with_room.limit(1))
    if office is None:
        return  # an event elsewhere or online: nobody books its place
    obstacles = await in_the_way(session, office, wanted.starts_at, wanted.ends_at, wanted.event_id)
    taken = {one.room_id for one in obstacles}
    if wanted.room_id in taken:
        first = next(one for one in obstacles if one.room_id == wanted.room_id)
        raise first.refusal([room for room in office.bookable_rooms() if room.id not in taken])
