"""Change an event: its words, its places, until when people sign up; more places go to those who wait."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventChanged, EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import Field

from liaison_events.model import Event, OfficeCopy
from liaison_events.model.calendar.planning import Details, Tools
from liaison_events.model.moments import Moment
from liaison_events.model.sign_ups.waiting_list import offer_free_places
from liaison_events.model.texts import Line, Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Change(Details):
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
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    expected.must_be(event)
    change.check_ages()
    office = await get(session, OfficeCopy, event.office_id)
    event.change(change.model_dump(), office.room(event.room_id).capacity if event.has_room else None)
    event.stand_alone()
    outbox.publish(session, EventChanged(occurred_on=clock.today(), state=event.state()))
    await offer_free_places(session, event, clock.now())
    response.headers["Location"] = f"/events/{event.id}"
    tell_version(response, event.version)
    return event.state()
