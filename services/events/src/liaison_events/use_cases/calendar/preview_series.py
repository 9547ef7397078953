"""Preview a series: all its dates, and which of them the room is taken on, before anything is scheduled."""

from urllib.parse import urlencode

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_events.model.calendar.booking import office_of_room
from liaison_events.model.calendar.clashes import PlannedDate, planned_dates
from liaison_events.model.calendar.timetable import Timetable

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/events/series/preview")
async def preview_series(
    session: Session, worker: Worker, timetable: Timetable, response: Response
) -> list[PlannedDate]:
    office = await office_of_room(session, timetable.room_id, timetable.office_id)
    worker.must_run(office.id)
    spans = timetable.spans(clock.now())
    office.must_be_open(next(iter(spans)))
    office.room(timetable.room_id)
    asked = urlencode(timetable.model_dump(mode="json", exclude_none=True))
    response.headers["Location"] = f"/events/series/preview?{asked}"
    return await planned_dates(session, office, timetable.room_id, list(spans.values()), timetable)
