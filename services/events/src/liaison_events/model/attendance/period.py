"""Periods: once a month or a quarter is locked, its attendance and reports stay as they were handed on."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

from liaison_kit.clock import KYIV
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.calendar.event import Event
from liaison_events.model.tables import Base


class PeriodUnclear(Refusal):
    """Write a month such as 2026-05 or a quarter such as 2026-Q2."""

    field = "period"


class PeriodNotOver(Conflict):
    """This period is not over yet: it can be locked from {day} on."""

    field = "period"


class PeriodLockedAlready(Conflict):
    """This period or a part of it is locked already."""

    field = "period"


class ReportsMissing(Conflict):
    """{count} events of this period have no report yet: give the reports or cancel the events first."""

    field = "period"


class PeriodLocked(Conflict):
    """Attendance of {period} is locked: it does not change any more. An administrator can unlock it with a reason."""


class LockIsOver(Conflict):
    """This period is not locked any more."""


class PeriodLock(Base):
    """A period that was locked, and if it was unlocked, by whom and why; nothing of it is ever deleted."""

    __tablename__ = "period_lock"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    period: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    locked_at: Mapped[datetime]
    locked_by: Mapped[UUID]
    unlocked_at: Mapped[datetime | None]
    unlocked_by: Mapped[UUID | None]
    unlocking_reason: Mapped[str | None]

    def unlock(self, by: UUID, reason: str, now: datetime) -> None:
        if self.unlocked_at:
            raise LockIsOver
        self.unlocked_at, self.unlocked_by, self.unlocking_reason = now, by, reason


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day of a month, 2026-05, or a quarter, 2026-Q2."""
    found = re.fullmatch(r"(20[0-9]{2}|21[0-9]{2})-(?:(0[1-9]|1[0-2])|Q([1-4]))", period)
    if not found:
        raise PeriodUnclear
    year, month, quarter = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    first = date(year, month or quarter * 3 - 2, 1)
    after = (first.replace(day=15) + timedelta(days=30 if month else 91)).replace(day=1)
    return first, after - timedelta(days=1)


def within(first: date, last: date) -> ColumnElement[bool]:
    """Events that start on one of these days in Kyiv."""
    after = last + timedelta(days=1)
    start, end = (datetime(one.year, one.month, one.day, tzinfo=KYIV) for one in (first, after))
    return (Event.starts_at >= start) & (Event.starts_at < end)


def locks() -> Select[PeriodLock]:
    """Those that hold."""
    return select(PeriodLock).where(PeriodLock.unlocked_at.is_(None))


async def must_be_unlocked(session: AsyncSession, day: date) -> None:
    """PeriodLocked for a day of a locked period; the event must be locked, as a period's lock waits for its events."""
    lock = await session.scalar(locks().where(PeriodLock.starts_on <= day, PeriodLock.ends_on >= day).limit(1))
    if lock:
        raise PeriodLocked(period=lock.period)
