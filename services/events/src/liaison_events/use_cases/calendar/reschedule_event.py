"""Reschedule an event: it takes place at another time, its room with it, and whoever signed up keeps the place."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventRescheduled, EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, get_for_update
from liaison_kit.formats.written import Moment
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Event
from liaison_events.model.calendar.booking import booked, office_of_room
from liaison_events.model.calendar.room_time import RoomTime

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class NewTime(BaseModel):
    """When it takes place from now on."""

    starts_at: Moment = Field(description="ISO 8601; without an offset, Europe/Kyiv wall-clock time.")
    ends_at: Moment = Field(description="The same; at most 24 hours later.")


@router.post("/events/{event_id}/time")
async def reschedule_event(
    session: Session, worker: Worker, event_id: UUID, time: NewTime, expected: IfMatch, response: Response
) -> EventState:
    # The office before the event, as when a new one is scheduled: bookings at one office follow each other.
    seen = await get(session, Event, event_id)
    await office_of_room(session, seen.room_id, seen.office_id)
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    expected.must_be(event)
    async with booked(session, RoomTime.of(event, starts_at=time.starts_at, ends_at=time.ends_at)):
        event.reschedule(time.starts_at, time.ends_at, clock.now())
    event.stand_alone()
    outbox.publish(session, EventRescheduled(occurred_on=clock.today(), state=event.state()))
    response.headers["Location"] = f"/events/{event.id}"
    tell_version(response, event.version)
    return event.state()
