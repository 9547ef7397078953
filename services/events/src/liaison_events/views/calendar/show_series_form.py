"""Show the form for a series: the room, the first date, how often, and until when."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeStatus
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import OfficeCopy
from liaison_events.model.recurrence import MOST_DATES

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class RoomOfOffice(BaseModel):
    """A room of an open office."""

    room_id: UUID
    name: str
    name_en: str
    capacity: int
    office_name: str
    office_name_en: str


class SeriesForm(BaseModel):
    """The rooms that can be booked, and how many dates a series may have."""

    rooms: list[RoomOfOffice]
    most_dates: int


@router.get("/events/series/new")
async def show_series_form(session: Session, worker: Worker) -> SeriesForm:
    opened = select(OfficeCopy).where(OfficeCopy.status == OfficeStatus.OPEN).order_by(OfficeCopy.name)
    rooms = [
        RoomOfOffice(
            room_id=room.id,
            name=room.name,
            name_en=room.name_en,
            capacity=room.capacity,
            office_name=office.name,
            office_name_en=office.name_en,
        )
        for office in await session.scalars(opened)
        if worker.may_run(office.id)
        for room in office.bookable_rooms()
    ]
    return SeriesForm(rooms=rooms, most_dates=MOST_DATES)
