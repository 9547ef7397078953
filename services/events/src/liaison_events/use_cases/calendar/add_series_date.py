"""Add a date to a series: one more event like its last one."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventScheduled, EventState
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get, get_for_update
from liaison_kit.formats.written import Moment
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Series
from liaison_events.model.calendar.booking import booked, office_of_room
from liaison_events.model.calendar.recurrence import Span
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.calendar.series import like_the_last

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class AddedDate(BaseModel):
    """One more date; the room and the words are those of the last event of the series, if nothing else is said."""

    starts_at: Moment = Field(description="ISO 8601; without an offset, Europe/Kyiv wall-clock time.")
    ends_at: Moment = Field(description="The same; at most 24 hours later.")
    room_id: UUID | None = None


@router.post("/events/series/{series_id}/dates", status_code=201)
async def add_series_date(
    session: Session, worker: Worker, series_id: UUID, date: AddedDate, expected: IfMatch, response: Response
) -> EventState:
    worker.must_run((await get(session, Series, series_id)).office_id)
    event = await like_the_last(session, series_id, Span(date.starts_at, date.ends_at))
    room_id = date.room_id or event.room_id
    office = await office_of_room(session, room_id)
    worker.must_run(office.id)
    series = await get_for_update(session, Series, series_id)
    expected.must_be(series)
    event.check_time(clock.now())
    room = office.room(room_id)
    event.take_place_in(office, room, min(event.capacity, room.capacity))
    async with booked(session, RoomTime.of(event)):
        session.add(event)
    outbox.publish(session, EventScheduled(occurred_on=clock.today(), state=event.state()))
    series.changed()
    response.headers["Location"] = f"/events/series/{series.id}"
    tell_version(response, series.version)
    return event.state()
