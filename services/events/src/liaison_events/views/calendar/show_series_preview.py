"""Show all dates of a series to be, and on which of them the room is taken: a worker chooses, then schedules them."""

from typing import Annotated

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import OfficeCopy
from liaison_events.model.calendar.clashes import PlannedDate, planned_dates
from liaison_events.model.calendar.timetable import Timetable
from liaison_events.model.office import RoomNotInOffice

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class SeriesPreview(BaseModel):
    """The dates, where they would take place, and what was asked for."""

    timetable: Timetable
    office_name: str
    office_name_en: str
    room_name: str
    room_name_en: str
    capacity: int
    dates: list[PlannedDate]


@router.get("/events/series/preview")
async def show_series_preview(
    session: Session, worker: Worker, timetable: Annotated[Timetable, Query()]
) -> SeriesPreview:
    with_room = select(OfficeCopy.id).where(OfficeCopy.rooms.contains([{"id": str(timetable.room_id)}]))
    office_id = timetable.office_id or await session.scalar(with_room)
    if office_id is None:
        raise RoomNotInOffice
    office = await get(session, OfficeCopy, office_id)
    worker.must_run(office.id)
    room = office.room(timetable.room_id)
    spans = timetable.spans(clock.now())
    return SeriesPreview(
        timetable=timetable,
        office_name=office.name,
        office_name_en=office.name_en,
        room_name=room.name,
        room_name_en=room.name_en,
        capacity=room.capacity,
        dates=await planned_dates(session, office, room.id, list(spans.values()), timetable),
    )
