"""Approve a request: the event is on the calendar, or the room is booked for those who asked."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get, get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker

from liaison_events.model.calendar.booking import office_of_room
from liaison_events.model.calendar.room_time import SetUp
from liaison_events.model.space.making_space import make_space
from liaison_events.model.space.space_request import ShownRequest, SpaceRequest

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/space/requests/{request_id}/approval")
async def approve_request(
    session: Session,
    worker: Worker,
    request_id: UUID,
    expected: IfMatch,
    response: Response,
    around: SetUp | None = None,
) -> ShownRequest:
    asked = await get(session, SpaceRequest, request_id)
    worker.must_run(asked.office_id)
    # The office before the request, as when an event is scheduled: bookings at one office follow each other.
    office = await office_of_room(session, asked.room_id, asked.office_id)
    asked = await get_for_update(session, SpaceRequest, request_id)
    expected.must_be(asked)
    asked.set_up(around or SetUp())
    await make_space(session, asked, office, clock.now())
    response.headers["Location"] = f"/space/requests/{asked.id}"
    tell_version(response, asked.version)
    return asked.shown()
