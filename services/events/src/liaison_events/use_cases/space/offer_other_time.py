"""Offer another time, or another room of the office: those who asked accept it, or withdraw."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get, get_for_update
from liaison_kit.formats.written import Moment
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import Field

from liaison_events.model.calendar.booking import office_of_room
from liaison_events.model.calendar.room_time import SetUp
from liaison_events.model.space.held_offers import hold, let_go
from liaison_events.model.space.space_request import ShownRequest, SpaceRequest, check_wanted
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Other(SetUp):
    """Held for them for three days, or for half of the time until it begins."""

    room_id: UUID
    starts_at: Moment = Field(description="ISO 8601; without an offset, Europe/Kyiv wall-clock time.")
    ends_at: Moment = Field(description="The same; at most 24 hours later.")
    reason: Text | None = Field(None, max_length=1000, description="Why not as they asked.")


@router.post("/space/requests/{request_id}/offer")
async def offer_other_time(
    session: Session, worker: Worker, request_id: UUID, other: Other, expected: IfMatch, response: Response
) -> ShownRequest:
    asked = await get(session, SpaceRequest, request_id)
    worker.must_run(asked.office_id)
    check_wanted(other.starts_at, other.ends_at, clock.now())
    office = await office_of_room(session, other.room_id, asked.office_id)
    office.room(other.room_id)
    asked = await get_for_update(session, SpaceRequest, request_id)
    expected.must_be(asked)
    await let_go(session, asked)
    asked.set_up(other)
    asked.offer(other.room_id, other.starts_at, other.ends_at, other.reason)
    await hold(session, asked, clock.now())
    response.headers["Location"] = f"/space/requests/{asked.id}"
    tell_version(response, asked.version)
    return asked.shown()
