"""Show the form to schedule an event: a worker chooses what, where and when."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_events.model.choices import OfficeChoice, RoomChoice, office_choices, open_offices, room_choices

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class RoomAndOffice(RoomChoice):
    """A room, and which office it is in."""

    office_id: UUID


class ScheduleForm(BaseModel):
    """The offices that are open, and the rooms in them that can be booked."""

    offices: list[OfficeChoice]
    rooms: list[RoomAndOffice]


@router.get("/events/new")
async def show_schedule_form(session: Session, worker: Worker) -> ScheduleForm:
    offices = await open_offices(session, worker)
    rooms = [RoomAndOffice(office_id=office.id, **dict(room)) for office in offices for room in room_choices([office])]
    return ScheduleForm(offices=office_choices(offices), rooms=rooms)
