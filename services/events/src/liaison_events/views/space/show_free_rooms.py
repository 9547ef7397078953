"""Show free rooms: residents see when a room of an office is free, and ask for it."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.registry import OfficeStatus, Room
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import OfficeCopy
from liaison_events.model.calendar.free_rooms import free_rooms

router = web.router(ANYBODY)

LOOKS_AHEAD = 14
"""Days, for the next one on which a room is free."""

Rooms = list[tuple[Room, list[tuple[datetime, datetime]]]]


class Free(BaseModel):
    """From when to when, UTC."""

    starts_at: datetime
    ends_at: datetime


class FreeRoom(BaseModel):
    """A room with its free times of the day; none where it is taken all day, or the office is shut."""

    room_id: UUID
    name: str
    name_en: str
    capacity: int
    free: list[Free]


class OfficeChoice(BaseModel):
    """An open office."""

    slug: str
    name: str
    name_en: str


class FreeRooms(BaseModel):
    """Of the office that was asked for, or of the first one; of the day, or of the next one on which a room is free."""

    day: date
    today: date
    office: OfficeChoice | None
    offices: list[OfficeChoice]
    rooms: list[FreeRoom]


@router.get("/space")
async def show_free_rooms(
    session: Session,
    office: Annotated[str | None, LeftEmpty, Query(max_length=200, description="Slug of an office.")] = None,
    day: Annotated[date | None, LeftEmpty, Query(ge=date(2000, 1, 1), lt=date(2200, 1, 1))] = None,
) -> FreeRooms:
    opened = select(OfficeCopy).where(OfficeCopy.status == OfficeStatus.OPEN).order_by(OfficeCopy.name)
    offices = (await session.scalars(opened)).all()
    chosen = next((one for one in offices if one.slug == office), next(iter(offices), None))
    day, rooms = await _on(session, chosen, day)
    return FreeRooms(
        day=day,
        today=clock.today(),
        office=OfficeChoice.model_validate(chosen, from_attributes=True) if chosen else None,
        offices=[OfficeChoice.model_validate(one, from_attributes=True) for one in offices],
        rooms=[
            FreeRoom(
                room_id=room.id,
                name=room.name,
                name_en=room.name_en,
                capacity=room.capacity,
                free=[Free(starts_at=start, ends_at=end) for start, end in free],
            )
            for room, free in rooms
        ],
    )


async def _on(session: Session, office: OfficeCopy | None, day: date | None) -> tuple[date, Rooms]:
    """The day, and the rooms with what is still to come of their free times."""
    today, now = clock.today(), clock.now()
    first: tuple[date, Rooms] | None = None
    for ahead in range(1 if day or office is None else LOOKS_AHEAD):
        on = day or today + timedelta(days=ahead)
        rooms = await free_rooms(session, office, on) if office else []
        found = on, [(room, [span for span in free if span[1] > now]) for room, free in rooms]
        if any(free for _, free in found[1]):
            return found
        first = first or found
    return first or (today, [])
