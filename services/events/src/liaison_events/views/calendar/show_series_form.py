"""Show the form for a series: the room, the first date, how often, and until when."""

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_events.model.calendar.recurrence import MOST_DATES
from liaison_events.model.choices import RoomChoice, open_offices, room_choices

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class SeriesForm(BaseModel):
    """The rooms that can be booked, and how many dates a series may have."""

    rooms: list[RoomChoice]
    most_dates: int


@router.get("/events/series/new")
async def show_series_form(session: Session, worker: Worker) -> SeriesForm:
    return SeriesForm(rooms=room_choices(await open_offices(session, worker)), most_dates=MOST_DATES)
