"""Admission: what a ticket that is shown at the door means there, and the scans that were answered."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from liaison_contracts.events import AttendanceRecorded, EventStatus
from liaison_kit import outbox
from liaison_kit.clock import KYIV
from liaison_kit.database import new_id
from liaison_kit.errors import Conflict, Refusal
from pydantic import BaseModel
from sqlalchemy import ForeignKey, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.calendar.event import CHECK_IN_OPENS, Event
from liaison_events.model.sign_ups.sign_up import SignUp
from liaison_events.model.sign_ups.ticket import normal
from liaison_events.model.tables import Base


class ScanOutcome(StrEnum):
    """What became of a scanned ticket."""

    CHECKED_IN = "checked_in"
    ALREADY = "already"
    CANCELLED = "cancelled"
    OTHER_EVENT = "other_event"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    NOT_TODAY = "not_today"
    EVENT_CANCELLED = "event_cancelled"
    REPORT_IN = "report_in"


class TicketUsed(Conflict):
    """This ticket was checked in already, at {time}."""

    field = "code"


class TicketCancelled(Conflict):
    """This ticket's sign-up is cancelled. Whoever stays counts as somebody without a sign-up."""

    field = "code"


class TicketOfAnotherEvent(Conflict):
    """This ticket is for another event: “{title}”, {time}."""

    field = "code"


class TicketWaits(Conflict):
    """This ticket is of the waiting list: it has no place yet."""

    field = "code"


class TicketUnknown(Refusal):
    """No ticket has this code: read it again, or look for the name."""

    field = "code"


class NotToday(Conflict):
    """This event is not now: tickets are checked from two hours before the start until the end of the day."""

    field = "code"


class EventDoesNotTakePlace(Conflict):
    """This event is cancelled: nobody can be checked in."""

    field = "code"


class ReportIsIn(Conflict):
    """The report is in: correct it to count this person, too."""

    field = "code"


REFUSALS: dict[ScanOutcome, type[Refusal]] = {
    ScanOutcome.ALREADY: TicketUsed,
    ScanOutcome.CANCELLED: TicketCancelled,
    ScanOutcome.OTHER_EVENT: TicketOfAnotherEvent,
    ScanOutcome.WAITING: TicketWaits,
    ScanOutcome.UNKNOWN: TicketUnknown,
    ScanOutcome.NOT_TODAY: NotToday,
    ScanOutcome.EVENT_CANCELLED: EventDoesNotTakePlace,
    ScanOutcome.REPORT_IN: ReportIsIn,
}


class ScanAnswer(BaseModel):
    """What is told of one scan: no name, as a phone keeps it. `at`: when the ticket's people came; or, of another
    event's ticket, when that event starts. `people`: of the ticket, who are here now.
    """

    id: UUID
    outcome: ScanOutcome
    sign_up_id: UUID | None = None
    people: int = 0
    party_size: int = 0
    at: datetime | None = None
    title: str | None = None

    def refusal(self) -> Refusal | None:
        """Why nobody was checked in; None if somebody was."""
        kind = REFUSALS.get(self.outcome)
        when = f"{self.at.astimezone(KYIV):%d.%m.%Y %H:%M}" if self.at else ""
        return kind(title=self.title or "", time=when) if kind else None


class TicketScan(Base):
    """A scan that was answered: sent again, it is answered the same, and nothing happens twice."""

    __tablename__ = "ticket_scan"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"))
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]
    answer: Mapped[dict[str, Any]]


def is_on(event: Event, moment: datetime) -> bool:
    """From two hours before the start until the end of its last day in Kyiv."""
    last = (event.ends_at.astimezone(KYIV) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return event.starts_at - CHECK_IN_OPENS <= moment < last


async def admit(
    session: AsyncSession, event: Event, code: str, moment: datetime, scan: UUID | None = None
) -> ScanAnswer:
    """Checks in everybody of the ticket that was shown at this moment; the event must be locked."""
    answer = ScanAnswer(id=scan or new_id(), outcome=ScanOutcome.UNKNOWN)
    found = await _sign_up_of(session, event, normal(code))
    if found is None:
        return answer
    answer.sign_up_id, answer.people, answer.party_size = found.id, found.present, found.party_size
    if found.event_id != event.id:
        other = await session.get(Event, found.event_id)
        answer.outcome, answer.sign_up_id = ScanOutcome.OTHER_EVENT, None
        if other:
            answer.title, answer.at = other.title, other.starts_at
        return answer
    answer.outcome = _outcome(event, found, moment)
    answer.at = found.arrived_at or moment
    if answer.outcome == ScanOutcome.CHECKED_IN and found.record(found.party_size, moment):
        answer.people, answer.at = found.present, moment
        outbox.publish(session, attendance_of(event, found))
    return answer


async def _sign_up_of(session: AsyncSession, event: Event, ticket: str) -> SignUp | None:
    """The sign-up of this ticket; should two ever be alike, the one of this event."""
    if not ticket:
        return None
    alike = select(SignUp).where(literal_column("sign_up.ticket") == ticket)
    found = await session.scalar(alike.order_by((SignUp.event_id == event.id).desc(), SignUp.id).limit(1))
    # Another event's is only looked at: if it were locked, two doors could wait for each other.
    if found and found.event_id == event.id:
        await session.refresh(found, with_for_update=True)
    return found


def _outcome(event: Event, sign_up: SignUp, moment: datetime) -> ScanOutcome:
    if event.status == EventStatus.CANCELLED:
        return ScanOutcome.EVENT_CANCELLED
    if not is_on(event, moment):
        return ScanOutcome.NOT_TODAY
    if not sign_up.is_active:
        return ScanOutcome.CANCELLED
    if not sign_up.has_place:
        return ScanOutcome.WAITING
    if sign_up.present:
        return ScanOutcome.ALREADY
    return ScanOutcome.REPORT_IN if event.status == EventStatus.HELD else ScanOutcome.CHECKED_IN


def attendance_of(event: Event, sign_up: SignUp) -> AttendanceRecorded:
    """The fact of how many people of a sign-up are recorded now."""
    return AttendanceRecorded(
        occurred_on=event.day,
        sign_up_id=sign_up.id,
        version=sign_up.version,
        event_id=event.id,
        present=sign_up.present,
        arrived_at=sign_up.arrived_at,
    )
