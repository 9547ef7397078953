"""Making space for a request: the event it proposed is scheduled, or the room is booked for those who asked."""

from datetime import datetime

from liaison_contracts.events import EventScheduled, EventStatus
from liaison_kit import clock, outbox
from liaison_kit.database import new_id
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.booking import booked
from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.event_refusals import RoomTooSmall
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.office import OfficeCopy
from liaison_events.model.space.bookings import book
from liaison_events.model.space.held_offers import let_go
from liaison_events.model.space.room_booking import BookingStatus, RoomBooking
from liaison_events.model.space.space_request import SpaceRequest, Wish, check_wanted


async def make_space(session: AsyncSession, request: SpaceRequest, office: OfficeCopy, now: datetime) -> None:
    """In the room and at the time that the request names; RoomTaken if somebody has it. Lock office and request."""
    request.must_be_open()
    check_wanted(request.starts_at, request.ends_at, now)
    # What is held for them is theirs to take, and what they do not take is free.
    await let_go(session, request)
    if request.wants == Wish.EVENT:
        event = await _scheduled(session, request, office, now)
        request.approve(event.id, None)
    else:
        booking = await _booked(session, request, office)
        request.approve(None, booking.id)


async def _scheduled(session: AsyncSession, request: SpaceRequest, office: OfficeCopy, now: datetime) -> Event:
    event = Event(
        id=new_id(),
        title=request.title,
        description=request.description,
        kind=request.kind,
        tools=[],
        status=EventStatus.SCHEDULED,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        set_up_minutes=request.set_up_minutes,
        clear_away_minutes=request.clear_away_minutes,
    )
    event.check_time(now)
    event.take_place_in(office, office.room(request.room_id), None)
    async with booked(session, RoomTime.of(event)):
        session.add(event)
    outbox.publish(session, EventScheduled(occurred_on=clock.today(), state=event.state()))
    return event


async def _booked(session: AsyncSession, request: SpaceRequest, office: OfficeCopy) -> RoomBooking:
    office.must_be_open(clock.today())
    room = office.room(request.room_id)
    if request.people > room.capacity:
        raise RoomTooSmall(capacity=room.capacity)
    return await book(session, request, room.id, request.starts_at, request.ends_at, BookingStatus.BOOKED)
