"""Show the form to schedule an event: a worker chooses what, where and when."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeStatus
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import OfficeCopy

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class OfficeChoice(BaseModel):
    """An open office."""

    id: UUID
    name: str
    name_en: str


class RoomChoice(BaseModel):
    """A room of an open office."""

    room_id: UUID
    name: str
    name_en: str
    capacity: int
    office_id: UUID
    office_name: str
    office_name_en: str


class ScheduleForm(BaseModel):
    """The offices that are open, and the rooms in them that can be booked."""

    offices: list[OfficeChoice]
    rooms: list[RoomChoice]


@router.get("/events/new")
async def show_schedule_form(session: Session, worker: Worker) -> ScheduleForm:
    opened = select(OfficeCopy).where(OfficeCopy.status == OfficeStatus.OPEN).order_by(OfficeCopy.name)
    offices = [office for office in await session.scalars(opened) if worker.may_run(office.id)]
    rooms = [
        RoomChoice(
            room_id=room.id,
            name=room.name,
            name_en=room.name_en,
            capacity=room.capacity,
            office_id=office.id,
            office_name=office.name,
            office_name_en=office.name_en,
        )
        for office in offices
        for room in office.bookable_rooms()
    ]
    choices = [OfficeChoice.model_validate(office, from_attributes=True) for office in offices]
    return ScheduleForm(offices=choices, rooms=rooms)
