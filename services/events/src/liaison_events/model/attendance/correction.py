"""Corrections: after the report is in, attendance changes only with a reason; who changed what, from what, is kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventStatus
from liaison_kit import outbox
from liaison_kit.database import new_id
from liaison_kit.errors import Conflict
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.attendance.period import must_be_unlocked
from liaison_events.model.attendance.report import EventReport, corrected_fact
from liaison_events.model.calendar.event import Event
from liaison_events.model.tables import Base


class ReasonNeeded(Conflict):
    """The report is in. Say why attendance is corrected: the reason is kept with what it said before."""

    field = "reason"


class Corrected(StrEnum):
    """What a correction is about."""

    SIGN_UP = "sign_up"
    HEADCOUNT = "headcount"
    REPORT = "report"


class Correction(Base):
    """One change after the report; no name in it, and it is never changed itself."""

    __tablename__ = "correction"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"))
    at: Mapped[datetime]
    by: Mapped[UUID]
    what: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str]


@dataclass(frozen=True)
class Record:
    """Who records attendance, when, and why, where a reason is needed."""

    by: UUID
    at: datetime
    reason: str | None

    async def check(self, session: AsyncSession, event: Event) -> None:
        """Refuses what comes too early, in a locked period, or without a reason; the event must be locked."""
        await must_be_unlocked(session, event.day)
        if event.status == EventStatus.HELD:
            if not self.reason:
                raise ReasonNeeded
            return
        event.check_check_in(self.at)

    async def trace(
        self, session: AsyncSession, event: Event, what: Corrected, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        """Of an event whose report is in: keeps what changed, moves the report's total along, and tells it."""
        if event.status != EventStatus.HELD:
            return
        session.add(kept(event, self, what, before, after))
        moved = after["people"] - before["people"]
        if moved:
            event.count_anew((event.attendance or 0) + moved)
            outbox.publish(session, corrected_fact(event, await session.get(EventReport, event.id)))

    def arrival(self, event: Event) -> datetime | None:
        """When somebody came who is recorded now; typed in after the event, nobody knows."""
        return self.at if self.at < event.ends_at else None


def kept(event: Event, record: Record, what: Corrected, before: dict[str, Any], after: dict[str, Any]) -> Correction:
    """A row of the history."""
    return Correction(
        id=new_id(),
        event_id=event.id,
        at=record.at,
        by=record.by,
        what=what,
        before=before,
        after=after,
        reason=record.reason or "",
    )
