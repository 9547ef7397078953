"""Move an event: it takes place in another room, at another place or online; the old room is free at once."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventMode, EventMoved, EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import Field

from liaison_events.model import Event
from liaison_events.model.calendar.booking import booked, office_of_room
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.calendar.whereabouts import WITH_ROOM, Whereabouts, move

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class NewPlace(Whereabouts):
    """Where it takes place from now on. `office_id`: the office that has the room, or that holds it, if left out."""

    mode: EventMode | None = Field(None, description="In a room, if left out; online too, where it was before.")


@router.post("/events/{event_id}/room")
async def move_event(
    session: Session, worker: Worker, event_id: UUID, place: NewPlace, expected: IfMatch, response: Response
) -> EventState:
    event = await get(session, Event, event_id)
    if place.mode is None and event.online_link:
        place = place.model_copy(update={"online_link": place.online_link or event.online_link})
    mode = place.mode or (EventMode.HYBRID if place.online_link else EventMode.ROOM)
    place.check_place(mode)
    room_id = place.room_id if mode in WITH_ROOM else None
    office = await office_of_room(session, room_id, place.office_id or (None if room_id else event.office_id))
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    worker.must_run(office.id)
    expected.must_be(event)
    async with booked(session, RoomTime.of(event, room_id=room_id or event.id)):
        moved = move(event, office, mode, place, clock.now())
    if moved:
        event.stand_alone()
        outbox.publish(session, EventMoved(occurred_on=clock.today(), state=event.state()))
    response.headers["Location"] = f"/events/{event.id}"
    tell_version(response, event.version)
    return event.state()
