"""List the months: how many events and people each had, which reports are missing, and what is locked."""

from datetime import date, datetime
from uuid import UUID

from liaison_contracts.events import EventStatus
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import func, select

from liaison_events.model import Event, PeriodLock

router = web.router(only(Role.WORKER, Role.COORDINATOR, Role.ADMINISTRATOR))

MOST = 36


class Month(BaseModel):
    """A month that is over or runs, of the whole network; `lock` is what it is locked as, if it is."""

    period: str
    first_day: date
    held: int
    missing: int
    people: int
    over: bool
    lock: str | None


class Lock(BaseModel):
    """A period that is or was locked."""

    id: UUID
    period: str
    locked_at: datetime
    unlocked_at: datetime | None
    unlocking_reason: str | None


class Periods(BaseModel):
    """Newest first."""

    months: list[Month]
    locks: list[Lock]


@router.get("/attendance")
async def list_periods(session: Session) -> Periods:
    day = func.timezone("Europe/Kyiv", Event.starts_at)
    month = func.date_trunc("month", day).label("month")
    counts = select(
        month,
        func.count().filter(Event.status == EventStatus.HELD),
        func.count().filter(Event.status == EventStatus.SCHEDULED, Event.ends_at <= clock.now()),
        func.coalesce(func.sum(Event.attendance), 0),
    ).where(Event.status != EventStatus.CANCELLED, Event.starts_at <= clock.now())
    rows = (await session.execute(counts.group_by(month).order_by(month.desc()).limit(MOST))).all()
    known = list(
        await session.scalars(select(PeriodLock).order_by(PeriodLock.locked_at.desc(), PeriodLock.id).limit(200))
    )
    months = []
    for start, held, missing, people in rows:
        first = start.date()
        lock = next((one for one in known if not one.unlocked_at and one.starts_on <= first <= one.ends_on), None)
        months.append(
            Month(
                period=f"{first:%Y-%m}",
                first_day=first,
                held=held,
                missing=missing,
                people=people,
                over=first < clock.today().replace(day=1),
                lock=lock.period if lock else None,
            )
        )
    return Periods(months=months, locks=[Lock.model_validate(one, from_attributes=True) for one in known])
