"""Change an event: its words, its places, how long its room is held around it; more places go to those who wait."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventChanged, EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, get_for_update
from liaison_kit.formats.written import Moment
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import Field

from liaison_events.model import Event
from liaison_events.model.calendar.booking import booked, office_of_room
from liaison_events.model.calendar.planning import Details, Tools
from liaison_events.model.calendar.room_time import ChangedSetUp, RoomTime
from liaison_events.model.sign_ups.waiting_list import offer_free_places
from liaison_events.model.texts import Line, Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Change(ChangedSetUp, Details):
    """What an event says from now on; `fills_gaps`: a smaller party may overtake a larger one that has to wait."""

    title: Line = Field(max_length=200)
    description: Text = Field(max_length=5000)
    tools: Tools = Field(default_factory=list)
    capacity: int = Field(ge=1, le=100_000)
    sign_up_closes_at: Moment | None = Field(None, description="Without it people sign up until the start.")
    fills_gaps: bool = False


@router.post("/events/{event_id}/change")
async def change_event(
    session: Session, worker: Worker, event_id: UUID, change: Change, expected: IfMatch, response: Response
) -> EventState:
    # The office before the event, as when a new one is scheduled: bookings at one office follow each other.
    seen = await get(session, Event, event_id)
    office = await office_of_room(session, seen.room_id, seen.office_id)
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    expected.must_be(event)
    change.check_ages()
    wanted = change.model_dump(exclude=set(ChangedSetUp.model_fields)) | change.set_up()
    async with booked(session, RoomTime.of(event, **change.set_up()), RoomTime.of(event)):
        event.change(wanted, office.room(event.room_id).capacity if event.has_room else None)
    event.stand_alone()
    outbox.publish(session, EventChanged(occurred_on=clock.today(), state=event.state()))
    await offer_free_places(session, event, clock.now())
    response.headers["Location"] = f"/events/{event.id}"
    tell_version(response, event.version)
    return event.state()
