"""Who has a room at the times of a series, and which other rooms of the office are free then."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from liaison_contracts.events import EventStatus
from liaison_contracts.registry import Room
from liaison_kit.clock import KYIV
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.booking import RoomTime, booked
from liaison_events.model.event import Event
from liaison_events.model.event_refusals import RoomTaken
from liaison_events.model.office import OfficeCopy
from liaison_events.model.recurrence import Span
from liaison_events.model.series import DateTaken


class Clash(BaseModel):
    """Who has the room, and when."""

    event_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime


class FreeRoom(BaseModel):
    """Another room of the office that is free then."""

    room_id: UUID
    name: str
    name_en: str
    capacity: int


class PlannedDate(BaseModel):
    """A date to be; `day` on a clock in Kyiv."""

    day: str
    starts_at: datetime
    ends_at: datetime
    clash: Clash | None
    free_rooms: list[FreeRoom]


async def planned_dates(
    session: AsyncSession, office: OfficeCopy, room_id: UUID, spans: Sequence[Span]
) -> list[PlannedDate]:
    """Each of the dates with what stands in its way; free rooms only where something does."""
    rooms = office.bookable_rooms()
    bookings = await _bookings(session, [room.id for room in rooms], spans)
    return [_planned(span, room_id, rooms, bookings) for span in spans]


async def hold_offices_of(session: AsyncSession, series_id: UUID) -> None:
    """The offices before the events, as when a new one is scheduled: bookings at one office follow each other."""
    theirs = select(Event.office_id).where(Event.series_id == series_id)
    offices = select(OfficeCopy.id).where(OfficeCopy.id.in_(theirs)).order_by(OfficeCopy.id)
    await session.execute(offices.with_for_update())


@asynccontextmanager
async def booked_on(session: AsyncSession, wanted: RoomTime) -> AsyncIterator[None]:
    """As `booked`; what is refused is one of many dates."""
    try:
        async with booked(session, wanted):
            yield
    except RoomTaken as taken:
        raise DateTaken(**taken.values) from taken


async def _bookings(session: AsyncSession, rooms: Sequence[UUID], spans: Sequence[Span]) -> Sequence[Event]:
    taken = select(Event).where(
        Event.room_id.in_(rooms),
        Event.status != EventStatus.CANCELLED,
        Event.starts_at < max(span.ends_at for span in spans),
        Event.ends_at > min(span.starts_at for span in spans),
    )
    return (await session.scalars(taken.order_by(Event.starts_at))).all()


def _planned(span: Span, room_id: UUID, rooms: Sequence[Room], bookings: Sequence[Event]) -> PlannedDate:
    then = {one.room_id: one for one in bookings if one.starts_at < span.ends_at and one.ends_at > span.starts_at}
    taken = then.get(room_id)
    free = [room for room in rooms if room.id not in then] if taken else []
    return PlannedDate(
        day=f"{span.starts_at.astimezone(KYIV):%Y-%m-%d}",
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        clash=Clash(event_id=taken.id, title=taken.title, starts_at=taken.starts_at, ends_at=taken.ends_at)
        if taken
        else None,
        free_rooms=[
            FreeRoom(room_id=room.id, name=room.name, name_en=room.name_en, capacity=room.capacity) for room in free
        ],
    )
