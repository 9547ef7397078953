"""Cancel an event: nobody can sign up any more, its room is free, and the places that were taken are given back."""

from uuid import UUID

from liaison_contracts.events import EventState
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Event
from liaison_events.model.calendar.calling_off import call_off
from liaison_events.model.texts import Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Cancellation(BaseModel):
    """`reason` is public: it stands on the event's page and in the fact."""

    reason: Text = Field(max_length=500)


@router.post("/events/{event_id}/cancellation")
async def cancel_event(
    session: Session, worker: Worker, event_id: UUID, cancellation: Cancellation, expected: IfMatch
) -> EventState:
    event = await get_for_update(session, Event, event_id)
    worker.must_run(event.office_id)
    expected.must_be(event)
    await call_off(session, event, cancellation.reason)
    return event.state()
