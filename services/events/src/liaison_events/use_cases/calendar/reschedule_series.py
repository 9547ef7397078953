"""Reschedule a series: all that is to come, or this and later, by the clock on the wall; all of it or nothing."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventRescheduled
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, get_for_update
from liaison_kit.formats.written import Wall
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Series
from liaison_events.model.calendar.clashes import booked_on, hold_offices_of
from liaison_events.model.calendar.event_refusals import check_length
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.calendar.series import reach
from liaison_events.model.calendar.series_edits import EditedSeries, edited

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class NewHours(BaseModel):
    """The new time of the event `since`, or of the first to come: later ones move by as many days, to its hours."""

    since: UUID | None = Field(None, description="From this event of the series on; all that is to come, if left out.")
    starts_at: Wall = Field(description="ISO 8601; without an offset, Europe/Kyiv wall-clock time.")
    ends_at: Wall = Field(description="The same; at most 24 hours later.")


@router.post("/events/series/{series_id}/time")
async def reschedule_series(
    session: Session, worker: Worker, series_id: UUID, time: NewHours, expected: IfMatch, response: Response
) -> EditedSeries:
    worker.must_run((await get(session, Series, series_id)).office_id)
    await hold_offices_of(session, series_id)
    series = await get_for_update(session, Series, series_id)
    expected.must_be(series)
    check_length(time.starts_at, time.ends_at)
    now = clock.now()
    found = await reach(session, series, time.since, now)
    moved = found.rescheduled(time.starts_at, time.ends_at)
    for event, span in moved:
        if (event.starts_at, event.ends_at) == (span.starts_at, span.ends_at):
            continue
        worker.must_run(event.office_id)
        wanted = RoomTime.of(event, starts_at=span.starts_at, ends_at=span.ends_at)
        async with booked_on(session, wanted):
            event.reschedule(span.starts_at, span.ends_at, now)
        outbox.publish(session, EventRescheduled(occurred_on=clock.today(), state=event.state()))
    series.changed()
    response.headers["Location"] = f"/events/series/{series.id}"
    tell_version(response, series.version)
    return edited(series, found.events, found.kept)
