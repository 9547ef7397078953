"""Show today: a worker sees what is running, which reports are missing, and what the week brings."""

from datetime import datetime, time, timedelta

from liaison_contracts.events import EventStatus
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import ColumnElement, select, true

from liaison_events.model import Event, OfficeCopy, ShownEvent
from liaison_events.model.calendar.flags import Flag, flags_of
from liaison_events.model.calendar.room_time import SetUp

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class RoomEvent(ShownEvent, SetUp):
    """An event, and how long its room is held around it."""


class Overdue(ShownEvent):
    """An event without its report, and for how many whole days it has been over."""

    days: int


class FlaggedEvent(ShownEvent):
    """An event that something has come between: it is for staff to decide what becomes of it."""

    flags: list[Flag]


class Today(BaseModel):
    """`running` are today's, and those that began earlier and last; `overdue` are over and have no report.

    `flagged` are to come, however far ahead, and their office or room cannot be used then.
    """

    flagged: list[FlaggedEvent]
    running: list[RoomEvent]
    overdue: list[Overdue]
    week: list[RoomEvent]


@router.get("/today")
async def show_today(session: Session, worker: Worker) -> Today:
    now, midnight = clock.now(), datetime.combine(clock.today(), time(), clock.KYIV)
    # On the wall clock, so that days stay days when the hour changes.
    tomorrow, after = midnight + timedelta(days=1), midnight + timedelta(days=8)
    scheduled = Event.status == EventStatus.SCHEDULED

    async def events(*conditions: ColumnElement[bool]) -> list[RoomEvent]:
        mine = select(Event).where(*conditions, _in_scope(worker))
        rows = await session.scalars(mine.order_by(Event.starts_at, Event.id).limit(200))
        return [RoomEvent.model_validate(event, from_attributes=True) for event in rows]

    return Today(
        flagged=await _flagged(session, worker, now),
        running=await events(
            Event.status != EventStatus.CANCELLED,
            Event.starts_at < tomorrow,
            Event.ends_at > midnight,
            # What is over and lacks its report stands among the overdue.
            ~(scheduled & (Event.ends_at <= now)),
        ),
        overdue=[
            Overdue(**event.model_dump(exclude=set(SetUp.model_fields)), days=(now - event.ends_at).days)
            for event in await events(scheduled, Event.ends_at <= now)
        ],
        week=await events(scheduled, Event.starts_at >= tomorrow, Event.starts_at < after),
    )


async def _flagged(session: Session, worker: Worker, now: datetime) -> list[FlaggedEvent]:
    coming = select(Event, OfficeCopy).join(OfficeCopy, OfficeCopy.id == Event.office_id)
    mine = coming.where(Event.status == EventStatus.SCHEDULED, Event.ends_at > now, _in_scope(worker))
    rows = await session.execute(mine.order_by(Event.starts_at, Event.id).limit(1000))
    found = [(event, flags_of(event, office)) for event, office in rows]
    return [FlaggedEvent(**event.shown().model_dump(), flags=flags) for event, flags in found if flags]


def _in_scope(worker: Worker) -> ColumnElement[bool]:
    return true() if worker.whole_network else Event.office_id.in_(worker.offices)
