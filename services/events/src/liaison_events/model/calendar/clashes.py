"""Who has a room at the times of a series, and which other rooms of the office are free then."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from liaison_contracts.registry import Room
from liaison_kit.clock import KYIV
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.booking import booked
from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.event_refusals import (
    NoTimeToClearAway,
    NoTimeToSetUp,
    RoomBlocked,
    RoomTaken,
    RoomTakenWithSetUp,
)
from liaison_events.model.calendar.in_the_way import Obstacle, in_the_first_place, in_the_way
from liaison_events.model.calendar.recurrence import Span
from liaison_events.model.calendar.room_time import RoomTime, SetUp
from liaison_events.model.calendar.series import DateTaken, DateTakenWithSetUp
from liaison_events.model.office import OfficeCopy


class Clash(BaseModel):
    """Who has the room, and when, set-up and clear-away included.

    `event_id` None: it is booked without an event, or blocked, and `title` says why.
    """

    event_id: UUID | None
    title: str
    starts_at: datetime
    ends_at: datetime
    with_set_up: bool = Field(description="Whether it is taken before the start or after the end of that, too.")


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
    session: AsyncSession, office: OfficeCopy, room_id: UUID, spans: Sequence[Span], around: SetUp
) -> list[PlannedDate]:
    """Each of the dates with what stands in its way; free rooms only where something does."""
    minutes = (around.set_up_minutes, around.clear_away_minutes)
    wanted = [RoomTime(None, room_id, span.starts_at, span.ends_at, *minutes) for span in spans]
    first, last = min(one.held_from for one in wanted), max(one.held_until for one in wanted)
    obstacles = await in_the_way(session, office, first, last)
    return [_planned(one, office.bookable_rooms(), obstacles) for one in wanted]


async def hold_offices_of(session: AsyncSession, series_id: UUID) -> None:
    """The offices before the events, as when a new one is scheduled: bookings at one office follow each other."""
    theirs = select(Event.office_id).where(Event.series_id == series_id)
    offices = select(OfficeCopy.id).where(OfficeCopy.id.in_(theirs)).order_by(OfficeCopy.id)
    await session.execute(offices.with_for_update())


@asynccontextmanager
async def booked_on(session: AsyncSession, wanted: RoomTime, had: RoomTime | None = None) -> AsyncIterator[None]:
    """As `booked`; what is refused is one of many dates."""
    try:
        async with booked(session, wanted, had):
            yield
    except (RoomTaken, RoomBlocked) as taken:
        raise DateTaken(**taken.values) from taken
    except (RoomTakenWithSetUp, NoTimeToSetUp, NoTimeToClearAway) as taken:
        raise DateTakenWithSetUp(**taken.values) from taken


def _planned(wanted: RoomTime, rooms: Sequence[Room], obstacles: Sequence[Obstacle]) -> PlannedDate:
    met = [one for one in obstacles if one.meets(wanted.held_from, wanted.held_until)]
    taken = in_the_first_place(met, wanted)
    free = [room for room in rooms if all(one.room_id != room.id for one in met)] if taken else []
    return PlannedDate(
        day=f"{wanted.starts_at.astimezone(KYIV):%Y-%m-%d}",
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        clash=_clash(taken) if taken else None,
        free_rooms=[
            FreeRoom(room_id=room.id, name=room.name, name_en=room.name_en, capacity=room.capacity) for room in free
        ],
    )


def _clash(taken: Obstacle) -> Clash:
    return Clash(
        event_id=taken.event_id,
        title=taken.title,
        starts_at=taken.held_from,
        ends_at=taken.held_until,
        with_set_up=taken.has_set_up,
    )
