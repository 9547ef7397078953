"""Block a room: nobody can use it for a time. What is booked already stays: move or cancel it yourself."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import Blocking, OfficeRoomsChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.formats.written import Moment
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Office, OneLine
from liaison_registry.model.rooms.rooms import blocked

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class WrittenBlocking(BaseModel):
    """From when to when, and why: for whoever would have booked it. No names of people."""

    starts_at: Moment = Field(description="ISO 8601; without an offset, Europe/Kyiv wall-clock time.")
    ends_at: Moment
    reason: OneLine = Field(min_length=1, max_length=200)
    reason_en: OneLine | None = Field(None, max_length=200)

    def blocking(self) -> Blocking:
        return Blocking(
            id=new_id(),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            reason=self.reason,
            reason_en=self.reason_en or None,
        )


@router.post("/offices/{office_id}/rooms/{room_id}/blockings", status_code=201)
async def block_room(
    session: Session,
    worker: Worker,
    office_id: UUID,
    room_id: UUID,
    written: WrittenBlocking,
    expected: IfMatch,
    response: Response,
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.keep_rooms(blocked(office.rooms, room_id, written.blocking(), clock.now()))
    outbox.publish(session, OfficeRoomsChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/rooms/{room_id}"
    tell_version(response, office.version)
    return office.state()
