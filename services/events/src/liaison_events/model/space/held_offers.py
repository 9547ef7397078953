"""What an office offers to those who asked is held for them, as a place that is offered on a waiting list."""

from datetime import datetime, timedelta

from liaison_kit.database import get_for_update, new_id
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.booking import booked
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.space.room_booking import BookingStatus, RoomBooking
from liaison_events.model.space.space_request import SpaceRequest

HELD = timedelta(days=3)
"""Longer than a place on a waiting list: a group has to agree, and no message tells them."""


def held_until(starts_at: datetime, now: datetime) -> datetime:
    """Three days, or half of what is left before it begins."""
    return now + min(HELD, (starts_at - now) / 2)


async def hold(session: AsyncSession, request: SpaceRequest, now: datetime) -> None:
    """Takes the room for what is offered; RoomTaken, by whom and when. Lock office and request."""
    if request.offered_room_id is None or request.offered_starts_at is None or request.offered_ends_at is None:
        return
    booking = RoomBooking(
        id=new_id(),
        version=1,
        title=request.title,
        office_id=request.office_id,
        room_id=request.offered_room_id,
        starts_at=request.offered_starts_at,
        ends_at=request.offered_ends_at,
        set_up_minutes=request.set_up_minutes,
        clear_away_minutes=request.clear_away_minutes,
        status=BookingStatus.HELD,
    )
    async with booked(session, RoomTime.of(booking)):
        session.add(booking)
    request.booking_id, request.offered_until = booking.id, held_until(booking.starts_at, now)


async def let_go(session: AsyncSession, request: SpaceRequest) -> None:
    """The room is free again, if one was held for it; somebody may take it at once. Lock the request."""
    if request.offered_until is None or request.booking_id is None:
        return
    booking = await get_for_update(session, RoomBooking, request.booking_id)
    booking.cancel()
    request.booking_id = request.offered_until = None
    await session.flush()
