"""Change a room: it is called, furnished or bookable otherwise; what is booked already stays booked."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeRoomsChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office
from liaison_registry.model.rooms.rooms import with_change
from liaison_registry.model.rooms.written_room import WrittenRoom

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/offices/{office_id}/rooms/{room_id}")
async def change_room(
    session: Session,
    worker: Worker,
    office_id: UUID,
    room_id: UUID,
    room: WrittenRoom,
    expected: IfMatch,
    response: Response,
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    expected.must_be(office)
    office.keep_rooms(with_change(office.rooms, room_id, room.plan()))
    outbox.publish(session, OfficeRoomsChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/rooms"
    tell_version(response, office.version)
    return office.state()
