"""Lock a period: a coordinator hands on the attendance of a month or a quarter, and from then on it stays as it is."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.events import EventStatus
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_events.model import Event, PeriodLock
from liaison_events.model.attendance.period import (
    PeriodLockedAlready,
    PeriodNotOver,
    ReportsMissing,
    days_of,
    locks,
    within,
)
from liaison_events.model.texts import Line

router = web.router(for_the_network(Role.COORDINATOR))


class Period(BaseModel):
    """A month such as 2026-05 or a quarter such as 2026-Q2."""

    period: Line = Field(max_length=10)


class Locked(BaseModel):
    """The lock."""

    id: UUID
    period: str


@router.post("/attendance/locks", status_code=201)
async def lock_period(session: Session, worker: Worker, asked: Period, response: Response) -> Locked:
    first, last = days_of(asked.period)
    if clock.today() <= last:
        raise PeriodNotOver(day=f"{last:%d.%m.%Y}")
    # Locked: a correction that is under way is in before the lock, and one that comes later sees it.
    events = select(Event).where(within(first, last), Event.status != EventStatus.CANCELLED).order_by(Event.id)
    missing = sum(event.status == EventStatus.SCHEDULED for event in await session.scalars(events.with_for_update()))
    if missing:
        raise ReportsMissing(count=missing)
    if await session.scalar(locks().where(PeriodLock.starts_on <= last, PeriodLock.ends_on >= first).limit(1)):
        raise PeriodLockedAlready
    lock = PeriodLock(id=new_id(), period=asked.period, starts_on=first, ends_on=last)
    lock.locked_at, lock.locked_by = clock.now(), worker.id
    session.add(lock)
    response.headers["Location"] = "/attendance"
    return Locked(id=lock.id, period=lock.period)
