"""What an office offers to those who asked is held for them, as a place that is offered on a waiting list."""

from datetime import datetime, timedelta

from liaison_kit.database import get_for_update
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.space.bookings import book
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
    when = (request.offered_starts_at, request.offered_ends_at)
    booking = await book(session, request, request.offered_room_id, *when, BookingStatus.HELD)
    request.booking_id, request.offered_until = booking.id, held_until(booking.starts_at, now)


async def let_go(session: AsyncSession, request: SpaceRequest) -> None:
    """The room is free again, if one was held for it; somebody may take it at once. Lock the request."""
    if request.offered_until is None or request.booking_id is None:
        return
    booking = await get_for_update(session, RoomBooking, request.booking_id)
    booking.cancel()
    request.booking_id = request.offered_until = None
    await session.flush()
