"""Who has a room at the times of a series, and which other rooms of the office are free then."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from liaison_contracts.registry import Room
from liaison_kit.clock import KYIV
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.booking import RoomTime, booked
from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.event_refusals import RoomBlocked, RoomTaken
from liaison_events.model.calendar.in_the_way import Obstacle, in_the_way
from liaison_events.model.calendar.recurrence import Span
from liaison_events.model.calendar.series import DateTaken
from liaison_events.model.office import OfficeCopy


class Clash(BaseModel):
    """Who has the room, and when; `event_id` None: it is booked without an event, or blocked, and `title` says why."""

    event_id: UUID | None
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
    first, last = min(span.starts_at for span in spans), max(span.ends_at for span in spans)
    obstacles = await in_the_way(session, office, first, last)
    return [_planned(span, room_id, office.bookable_rooms(), obstacles) for span in spans]


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
    except (RoomTaken, RoomBlocked) as taken:
        raise DateTaken(**taken.values) from taken


def _planned(span: Span, room_id: UUID, rooms: Sequence[Room], obstacles: Sequence[Obstacle]) -> PlannedDate:
    then = {one.room_id: one for one in obstacles if one.meets(span.starts_at, span.ends_at)}
    taken = then.get(room_id)
    free = [room for room in rooms if room.id not in then] if taken else []
    return PlannedDate(
        day=f"{span.starts_at.astimezone(KYIV):%Y-%m-%d}",
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        clash=Clash(event_id=taken.event_id, title=taken.title, starts_at=taken.starts_at, ends_at=taken.ends_at)
        if taken
        else None,
        free_rooms=[
            FreeRoom(room_id=room.id, name=room.name, name_en=room.name_en, capacity=room.capacity) for room in free
        ],
    )
