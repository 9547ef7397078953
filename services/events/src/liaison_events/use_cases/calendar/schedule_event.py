"""Schedule an event: it is on the public calendar, its room is booked, and residents can sign up."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventKind, EventScheduled, EventState, EventStatus, ParticipationTool
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Event
from liaison_events.model.booking import RoomTime, booked, office_of_room
from liaison_events.model.moments import Moment
from liaison_events.model.texts import Line, Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Plan(BaseModel):
    """An event to be. `office_id` is the office that has the room, if left out; `capacity` is what the room holds."""

    title: Line = Field(max_length=200)
    description: Text = Field(max_length=5000)
    kind: EventKind
    tools: list[ParticipationTool] = Field(default_factory=list, max_length=20)
    office_id: UUID | None = None
    room_id: UUID
    starts_at: Moment = Field(description="ISO 8601; without an offset, Europe/Kyiv wall-clock time.")
    ends_at: Moment = Field(description="The same; at most 24 hours later.")
    capacity: int | None = Field(None, ge=1, le=100_000)
    backdating_reason: Line | None = Field(None, max_length=500, description="Needed for a start in the past.")


@router.post("/events", status_code=201)
async def schedule_event(session: Session, worker: Worker, plan: Plan, response: Response) -> EventState:
    office = await office_of_room(session, plan.room_id, plan.office_id)
    worker.must_run(office.id)
    event = Event(
        id=new_id(),
        title=plan.title,
        description=plan.description,
        kind=plan.kind,
        tools=list(dict.fromkeys(plan.tools)),
        status=EventStatus.SCHEDULED,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        backdating_reason=plan.backdating_reason,
    )
    event.check_time(clock.now())
    event.take_place_in(office, office.room(plan.room_id), plan.capacity)
    async with booked(session, RoomTime(event.id, event.room_id, event.starts_at, event.ends_at)):
        session.add(event)
    outbox.publish(session, EventScheduled(occurred_on=clock.today(), state=event.state()))
    response.headers["Location"] = f"/events/{event.id}"
    return event.state()
