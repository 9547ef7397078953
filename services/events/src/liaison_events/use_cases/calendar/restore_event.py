"""Restore a cancelled event: it takes place after all, if its room is still free; people may sign up again."""

from uuid import UUID

from liaison_contracts.events import EventRestored, EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session, Worker

from liaison_events.model import Event
from liaison_events.model.calendar.booking import booked, office_of_room
from liaison_events.model.calendar.room_time import RoomTime

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events/{event_id}/restoration")
async def restore_event(session: Session, worker: Worker, event_id: UUID, expected: IfMatch) -> EventState:
    seen = await get(session, Event, event_id)
    office = await office_of_room(session, seen.room_id, seen.office_id)
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    expected.must_be(event)
    office.must_be_open(event.day)
    if event.has_room:
        office.room(event.room_id)
    async with booked(session, RoomTime.of(event)):
        event.restore(clock.now())
    outbox.publish(session, EventRestored(occurred_on=clock.today(), state=event.state()))
    return event.state()
