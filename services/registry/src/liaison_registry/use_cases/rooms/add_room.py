"""Add a room to an office: events can book it from now on."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeRoomsChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office
from liaison_registry.model.rooms.rooms import with_room
from liaison_registry.model.rooms.written_room import WrittenRoom

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/offices/{office_id}/rooms", status_code=201)
async def add_room(
    session: Session, worker: Worker, office_id: UUID, room: WrittenRoom, expected: IfMatch, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.keep_rooms(with_room(office.rooms, new_id(), room.plan()))
    outbox.publish(session, OfficeRoomsChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/rooms"
    tell_version(response, office.version)
    return office.state()
