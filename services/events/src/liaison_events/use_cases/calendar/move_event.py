"""Move an event: it takes place in another room, perhaps of another office; the old room is free at once."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventMoved, EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_events.model import Event
from liaison_events.model.booking import RoomTime, booked, office_of_room

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class NewRoom(BaseModel):
    """Where it takes place from now on; `office_id` is the office that has the room, if left out."""

    office_id: UUID | None = None
    room_id: UUID


@router.post("/events/{event_id}/room")
async def move_event(
    session: Session, worker: Worker, event_id: UUID, place: NewRoom, expected: IfMatch, response: Response
) -> EventState:
    office = await office_of_room(session, place.room_id, place.office_id)
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    worker.must_run(office.id)
    expected.must_be(event)
    async with booked(session, RoomTime(event.id, place.room_id, event.starts_at, event.ends_at)):
        event.move_to(office, office.room(place.room_id), clock.now())
    event.stand_alone()
    outbox.publish(session, EventMoved(occurred_on=clock.today(), state=event.state()))
    response.headers["Location"] = f"/events/{event.id}"
    tell_version(response, event.version)
    return event.state()
