"""Feedback: how an event was, said once by each person, and nobody can tell by whom.

What somebody said has no time, no account and no tie to a sign-up; that somebody has answered is kept apart, as a hash
of a secret that only their link or browser knows. Whoever answers by ticket leaves a second hash, of the browser's
secret: so the same browser does not answer again by the link that everybody has, while another ticket's holder still
can. On two devices nobody can tell that it is one person: to know that, one would have to know who they are.

Answers are told in complete waves of five, so that two looks at the results do not give away the answer that came in
between.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from liaison_contracts.events import EventStatus, FeedbackReceived
from liaison_kit import outbox
from liaison_kit.errors import Conflict, Refusal
from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.calendar.event import Event
from liaison_events.model.tables import Base
from liaison_events.model.texts import Text

WAVE = 5
"""Fewer than these could be recognised."""
OPEN_FOR = timedelta(days=14)
BESIDE_A_TICKET = "feedback beside a ticket"


class FeedbackClosed(Conflict):
    """Feedback is taken from the start of an event until two weeks after it."""


class FeedbackGiven(Conflict):
    """You have said how this event was. Each person answers once."""


class CookieMissing(Refusal):
    """Open the form first and let your browser keep its cookie: so each person answers once."""


class Opinion(BaseModel):
    """1 is the worst, 5 the best. The comment is read by the staff: no names."""

    rating: int = Field(ge=1, le=5, description="How it was.")
    understood: int = Field(ge=1, le=5, description="Whether one knows better now how to take part.")
    comment: Text | None = Field(None, max_length=1000)


SAID = set(Opinion.model_fields)


class Feedback(Base):
    """One answer; its id is random, so that it says nothing about when."""

    __tablename__ = "feedback"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"))
    wave: Mapped[int]
    rating: Mapped[int]
    understood: Mapped[int]
    comment: Mapped[str]


class FeedbackMark(Base):
    """That somebody has answered."""

    __tablename__ = "feedback_mark"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True)


def takes_feedback(event: Event, now: datetime) -> bool:
    return event.status != EventStatus.CANCELLED and event.starts_at <= now < event.ends_at + OPEN_FOR


def path_of(event_id: UUID) -> str:
    """Of the cookie by which a browser is known again: to this event's form alone."""
    return f"/events/{event_id}/feedback"


async def keep_by_link(session: AsyncSession, event: Event, opinion: Opinion, browser: str, now: datetime) -> None:
    """Keeps what somebody said, once for each browser; the event must be locked, as its answers are counted."""
    mine = _mark(event, browser)
    await _keep(session, event, opinion, leaves=[mine], refuses=[mine, _mark(event, browser, BESIDE_A_TICKET)], now=now)


async def keep_by_ticket(
    session: AsyncSession, event: Event, opinion: Opinion, token: str, browser: str, now: datetime
) -> None:
    """Keeps what a ticket's holder said, once, and not if this browser has said it by the link; lock the event."""
    # The link's own secret, of which the database knows only another hash: the mark leads to no sign-up.
    mine = _mark(event, token)
    leaves = [mine, _mark(event, browser, BESIDE_A_TICKET)]
    await _keep(session, event, opinion, leaves=leaves, refuses=[mine, _mark(event, browser)], now=now)


def _mark(event: Event, secret: str, kind: str = "feedback") -> str:
    return hashlib.sha256(f"{kind} {event.id} {secret}".encode()).hexdigest()


async def _keep(
    session: AsyncSession, event: Event, opinion: Opinion, *, leaves: list[str], refuses: list[str], now: datetime
) -> None:
    if not takes_feedback(event, now):
        raise FeedbackClosed
    there = select(FeedbackMark.mark).where(FeedbackMark.event_id == event.id, FeedbackMark.mark.in_(refuses))
    if await session.scalar(there.limit(1)) is not None:
        raise FeedbackGiven
    # In the order of the hashes, which does not say which of them is the ticket's.
    new = [{"event_id": event.id, "mark": mark} for mark in sorted(leaves)]
    await session.execute(insert(FeedbackMark).values(new).on_conflict_do_nothing())
    earlier = await session.scalar(select(func.count()).where(Feedback.event_id == event.id)) or 0
    said = Feedback(id=uuid4(), event_id=event.id, wave=earlier // WAVE, **opinion.model_dump(include=SAID))
    said.comment = opinion.comment or ""
    session.add(said)
    outbox.publish(session, FeedbackReceived(occurred_on=event.day, feedback_id=said.id, event_id=event.id))
