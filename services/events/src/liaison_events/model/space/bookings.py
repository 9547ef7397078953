"""Booking a room without an event, for those who asked for space."""

from datetime import datetime
from uuid import UUID

from liaison_kit.database import new_id
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.booking import booked
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.space.room_booking import BookingStatus, RoomBooking
from liaison_events.model.space.space_request import SpaceRequest


async def book(
    session: AsyncSession,
    request: SpaceRequest,
    room_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    status: BookingStatus,
) -> RoomBooking:
    """The room is theirs at that time, booked or held; RoomTaken, by whom and when. Lock office and request."""
    booking = RoomBooking(
        id=new_id(),
        version=1,
        title=request.title,
        office_id=request.office_id,
        room_id=room_id,
        starts_at=starts_at,
        ends_at=ends_at,
        set_up_minutes=request.set_up_minutes,
        clear_away_minutes=request.clear_away_minutes,
        status=status,
    )
    async with booked(session, RoomTime.of(booking)):
        session.add(booking)
    return booking
