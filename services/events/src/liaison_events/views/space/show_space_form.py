"""Show the form that asks for a room, or proposes an event in it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.registry import OfficeStatus
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import OfficeCopy

router = web.router(ANYBODY)


class SpaceForm(BaseModel):
    """The room that is asked for; `starts_at` begins with the day that was looked at."""

    room_id: UUID
    room_name: str
    room_name_en: str
    capacity: int
    office_slug: str
    office_name: str
    office_name_en: str
    day: date


@router.get("/space/rooms/{room_id}")
async def show_space_form(
    session: Session,
    room_id: UUID,
    day: Annotated[date | None, LeftEmpty, Query(ge=date(2000, 1, 1), lt=date(2200, 1, 1))] = None,
) -> SpaceForm:
    having = select(OfficeCopy).where(OfficeCopy.rooms.contains([{"id": str(room_id)}]))
    office = await session.scalar(having.where(OfficeCopy.status == OfficeStatus.OPEN))
    room = next((one for one in office.bookable_rooms() if one.id == room_id), None) if office else None
    if office is None or room is None:
        raise NotFound
    return SpaceForm(
        room_id=room.id,
        room_name=room.name,
        room_name_en=room.name_en,
        capacity=room.capacity,
        office_slug=office.slug,
        office_name=office.name,
        office_name_en=office.name_en,
        day=day or clock.today(),
    )
