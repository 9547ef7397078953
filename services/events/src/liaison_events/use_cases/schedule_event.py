"""Schedule an event: it is on the public calendar, its room is booked, and residents can sign up."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventKind, EventScheduled, EventState, EventStatus, ParticipationTool
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.errors import Unavailable
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from liaison_events.model.event import ROOM_CONSTRAINT, Event
from liaison_events.model.office import OfficeCopy, OfficeUnknown, RoomNotInOffice
from liaison_events.model.texts import Line, Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


def _utc(moment: datetime) -> datetime:
    """Without an offset it is what a clock in Kyiv shows: a skipped hour moves forward, a repeated one is the first."""
    if not 2000 <= moment.year < 2200:
        raise ValueError("Enter a date and a time, for example 2026-05-17T18:00.")
    return (moment if moment.tzinfo else moment.replace(tzinfo=clock.KYIV)).astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_utc)]


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
    office = await _office_for_update(session, plan)
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
    await _book(session, event)
    outbox.publish(session, EventScheduled(occurred_on=clock.today(), state=event.state()))
    response.headers["Location"] = f"/events/{event.id}"
    return event.state()


async def _office_for_update(session: Session, plan: Plan) -> OfficeCopy:
    """Locked: two bookings at one office follow each other, so that the second sees the first and is told of it."""
    wanted = select(OfficeCopy).with_for_update()
    if plan.office_id is None:
        office = await session.scalar(wanted.where(OfficeCopy.rooms.contains([{"id": str(plan.room_id)}])))
        if office is None:
            raise RoomNotInOffice
        return office
    office = await session.scalar(wanted.where(OfficeCopy.id == plan.office_id))
    if office is None:
        raise OfficeUnknown
    return office


async def _book(session: Session, event: Event) -> None:
    """Puts the event into the database, which refuses a room that is taken, whoever else writes there."""
    await _refuse_if_taken(session, event)
    try:
        async with session.begin_nested():
            session.add(event)
    except IntegrityError as error:
        if ROOM_CONSTRAINT not in str(error.orig):
            raise
        await _refuse_if_taken(session, event)
        # Whoever held the room gave it back in between: the same request will succeed now.
        raise Unavailable from error


async def _refuse_if_taken(session: Session, event: Event) -> None:
    others = select(Event).where(
        Event.room_id == event.room_id,
        Event.status != EventStatus.CANCELLED,
        Event.starts_at < event.ends_at,
        Event.ends_at > event.starts_at,
    )
    other = await session.scalar(others.order_by(Event.starts_at).limit(1))
    if other is not None:
        raise other.taken_room()
