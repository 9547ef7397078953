"""Move a series: all that is to come, or this and later, takes place in another room; all of it or nothing."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventMoved
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_events.model import Series
from liaison_events.model.calendar.booking import office_of_room
from liaison_events.model.calendar.clashes import booked_on
from liaison_events.model.calendar.room_time import RoomTime
from liaison_events.model.calendar.series import reach
from liaison_events.model.calendar.series_edits import EditedSeries, edited

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class NewRoomOfSeries(BaseModel):
    """Where it takes place from now on; `office_id` is the office that has the room, if left out."""

    since: UUID | None = Field(None, description="From this event of the series on; all that is to come, if left out.")
    office_id: UUID | None = None
    room_id: UUID


@router.post("/events/series/{series_id}/room")
async def move_series(
    session: Session, worker: Worker, series_id: UUID, place: NewRoomOfSeries, expected: IfMatch, response: Response
) -> EditedSeries:
    office = await office_of_room(session, place.room_id, place.office_id)
    room = office.room(place.room_id)
    series = await get_for_update(session, Series, series_id)
    worker.must_run(series.office_id)
    worker.must_run(office.id)
    expected.must_be(series)
    now = clock.now()
    found = await reach(session, series, place.since, now)
    for event in found.events:
        if event.room_id == room.id:
            continue
        worker.must_run(event.office_id)
        async with booked_on(session, RoomTime.of(event, room_id=room.id)):
            event.move_to(office, room, now)
        outbox.publish(session, EventMoved(occurred_on=clock.today(), state=event.state()))
    series.changed()
    response.headers["Location"] = f"/events/series/{series.id}"
    tell_version(response, series.version)
    return edited(series, found.events, found.kept)
