"""Booking a room: one event or booking at a time; the database refuses a second."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from uuid import UUID

from liaison_kit.errors import Unavailable
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import ROOM_CONSTRAINT
from liaison_events.model.calendar.in_the_way import in_the_first_place, in_the_way
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.office import OfficeCopy, OfficeMissing, OfficeUnknown, RoomNotInOffice


async def office_of_room(session: AsyncSession, room_id: UUID | None, office_id: UUID | None = None) -> OfficeCopy:
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
async def booked(session: AsyncSession, wanted: RoomTime, had: RoomTime | None = None) -> AsyncIterator[None]:
    """What is done in the block takes the room; RoomTaken, by whom and when, whoever else writes there; RoomBlocked.

    Set-up and clear-away count, on both sides. `had`: what it holds in this room already. Where no more is wanted,
    nothing is refused: what has come between since, a blocking, is for staff to decide on (`flags`).
    """
    if had is None or not had.covers(wanted):
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
    obstacles = await in_the_way(session, office, wanted.held_from, wanted.held_until, wanted.holder_id)
    taken = {one.room_id for one in obstacles}
    if first := in_the_first_place(obstacles, wanted):
        raise first.refusal(wanted, [room for room in office.bookable_rooms() if room.id not in taken])
