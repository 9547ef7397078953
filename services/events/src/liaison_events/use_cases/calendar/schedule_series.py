"""Schedule a series: an event on each date that was chosen, or none at all where one of them cannot be."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventKind, EventScheduled, EventState, EventStatus
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Event, Series
from liaison_events.model.calendar.booking import office_of_room
from liaison_events.model.calendar.clashes import booked_on
from liaison_events.model.calendar.planning import Details, Tools, said_by
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.calendar.timetable import ChosenDates, Timetable, chosen_dates
from liaison_events.model.texts import Line, Text

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class SeriesPlan(Timetable, Details):
    """A series to be. `dates`: those of the rule that are wanted, all if left out; `capacity`: what the room holds."""

    title: Line = Field(max_length=200)
    description: Text = Field(max_length=5000)
    kind: EventKind
    tools: Tools = Field(default_factory=list)
    capacity: int | None = Field(None, ge=1, le=100_000)
    dates: ChosenDates | None = None


class ScheduledSeries(BaseModel):
    """A series and its events, in the order of time."""

    id: UUID
    version: int
    rule: str = Field(description="RRULE of RFC 5545, for a start in Europe/Kyiv.")
    events: list[EventState]


@router.post("/events/series", status_code=201)
async def schedule_series(session: Session, worker: Worker, plan: SeriesPlan, response: Response) -> ScheduledSeries:
    office = await office_of_room(session, plan.room_id, plan.office_id)
    worker.must_run(office.id)
    plan.check_ages()
    spans = plan.spans(clock.now())
    chosen = chosen_dates(plan.dates, list(spans))
    series = Series(
        id=new_id(),
        version=1,
        office_id=office.id,
        repeats=plan.repeats,
        rule=plan.recurrence.rfc5545(),
        skipped=sorted(str(day) for day in spans.keys() - {one.day for one in chosen}),
        created_at=clock.now(),
    )
    session.add(series)
    await session.flush()
    events = []
    for one in chosen:
        span = spans[one.day]
        event = Event(
            id=new_id(),
            status=EventStatus.SCHEDULED,
            series_id=series.id,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            original_start=span.starts_at,
            **said_by(plan),
        )
        event.take_place_in(office, office.room(one.room_id or plan.room_id), plan.capacity)
        async with booked_on(session, RoomTime.of(event)):
            session.add(event)
        outbox.publish(session, EventScheduled(occurred_on=clock.today(), state=event.state()))
        events.append(event)
    response.headers["Location"] = f"/events/series/{series.id}"
    tell_version(response, series.version)
    return ScheduledSeries(id=series.id, version=1, rule=series.rule, events=[event.state() for event in events])
