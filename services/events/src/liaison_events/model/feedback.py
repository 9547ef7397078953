"""Feedback: how an event was, said once by each person, and nobody can tell by whom.

What somebody said has no time, no account and no tie to a sign-up; that somebody has answered is kept apart, as a hash
of a secret that only their link or browser knows. Answers are told in complete waves of five, so that two looks at the
results do not give away the answer that came in between.
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

from liaison_events.model.event import Event
from liaison_events.model.tables import Base
from liaison_events.model.texts import Text

WAVE = 5
"""Fewer than these could be recognised."""
OPEN_FOR = timedelta(days=14)


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


async def keep(session: AsyncSession, event: Event, opinion: Opinion, secret: str, now: datetime) -> None:
    """Keeps what somebody said, once for each secret; the event must be locked, as its answers are counted."""
    if not takes_feedback(event, now):
        raise FeedbackClosed
    mark = hashlib.sha256(f"feedback {event.id} {secret}".encode()).hexdigest()
    new = insert(FeedbackMark).values(event_id=event.id, mark=mark).on_conflict_do_nothing()
    if await session.scalar(new.returning(FeedbackMark.mark)) is None:
        raise FeedbackGiven
    earlier = await session.scalar(select(func.count()).where(Feedback.event_id == event.id)) or 0
    said = Feedback(id=uuid4(), event_id=event.id, wave=earlier // WAVE, **opinion.model_dump())
    said.comment = opinion.comment or ""
    session.add(said)
    outbox.publish(session, FeedbackReceived(occurred_on=event.day, feedback_id=said.id, event_id=event.id))
