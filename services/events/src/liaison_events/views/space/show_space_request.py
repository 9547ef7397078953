"""Show a request for space to the office: who asks, for what, and the forms that answer."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_events.model.calendar.room_time import SetUp
from liaison_events.model.space.named_rooms import RoomName, named_rooms
from liaison_events.model.space.space_request import ShownRequest, SpaceRequest
from liaison_events.model.workplace import office_copy

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)


class RequestPage(BaseModel):
    """Name and contacts are None once they were forgotten; the moments are a clock's in Kyiv, for a form's fields."""

    request: ShownRequest
    office_name: str
    office_name_en: str
    rooms: list[RoomName]
    name: str | None
    phone: str | None
    email: str | None
    starts_at: str
    ends_at: str
    open: bool
    set_up: SetUp


@router.get("/space/requests/{request_id}")
async def show_space_request(session: Session, worker: Worker, request_id: UUID, response: Response) -> RequestPage:
    asked = await get(session, SpaceRequest, request_id)
    worker.must_run(asked.office_id)
    office = await office_copy(session, asked.office_id)
    tell_version(response, asked.version)
    response.headers["Cache-Control"] = "no-store"
    starts_at, ends_at = (f"{one.astimezone(clock.KYIV):%Y-%m-%dT%H:%M}" for one in (asked.starts_at, asked.ends_at))
    return RequestPage(
        request=asked.shown(),
        office_name=office.name,
        office_name_en=office.name_en,
        rooms=named_rooms(office),
        name=asked.name,
        phone=asked.phone,
        email=asked.email,
        starts_at=starts_at,
        ends_at=ends_at,
        open=asked.is_open,
        set_up=SetUp.model_validate(asked, from_attributes=True),
    )
