"""Lessons: talks with OGP's coordinators and mentors, and experience studied elsewhere; public, and without names."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from liaison_contracts.registry import Lesson as LessonState
from liaison_contracts.registry import LessonKind
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from liaison_kit.formats.links import Link
from liaison_kit.formats.written import LeftEmpty
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.written import Lines
from liaison_registry.model.programme.programme import Programme
from liaison_registry.model.text import OneLine

MOST_TOLD = 200


class LessonInTheFuture(Refusal):
    """This day lies in the future."""

    field = "learned_on"


class MilestoneUnknown(Refusal):
    """The commitment has no milestone of this number."""

    field = "milestone"


class LessonWithdrawn(Conflict):
    """This entry is withdrawn: it cannot be changed any more."""


class WrittenLesson(BaseModel):
    """An entry as a coordinator writes it; everybody reads it."""

    learned_on: date
    kind: LessonKind
    institution: OneLine = Field(min_length=1, max_length=200, description="With whom; never a person's name.")
    topic: OneLine = Field(min_length=1, max_length=300)
    outcome: Lines = Field(min_length=1, description="What was learnt or decided.")
    link: Annotated[Link | None, LeftEmpty] = None
    milestone: Annotated[int | None, Field(ge=1), LeftEmpty] = None


class ShownLesson(WrittenLesson):
    """An entry as it stands."""

    id: UUID
    version: int
    withdrawn_on: date | None
    withdrawal_reason: str | None


class Lesson(Aggregate, Base):
    """An entry of the log."""

    __tablename__ = "lesson"

    learned_on: Mapped[date]
    kind: Mapped[str]
    institution: Mapped[str]
    topic: Mapped[str]
    outcome: Mapped[str]
    link: Mapped[str | None]
    milestone: Mapped[int | None]
    recorded_at: Mapped[datetime]
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str | None]

    def write(self, written: WrittenLesson, programme: Programme, today: date) -> bool:
        """Says all of it anew; whether that is news. LessonWithdrawn, LessonInTheFuture, MilestoneUnknown."""
        if self.withdrawn_on:
            raise LessonWithdrawn
        if written.learned_on > today:
            raise LessonInTheFuture
        if written.milestone and all(one["number"] != written.milestone for one in programme.milestones):
            raise MilestoneUnknown
        news = any(getattr(self, name) != value for name, value in written)
        for name, value in written:
            setattr(self, name, value)
        return news

    def withdraw(self, reason: str, on: date) -> None:
        """It is shown no more. LessonWithdrawn if that is so already."""
        if self.withdrawn_on:
            raise LessonWithdrawn
        self.withdrawn_on, self.withdrawal_reason = on, reason
        self.changed()

    def shown(self) -> ShownLesson:
        return ShownLesson.model_validate(self, from_attributes=True)


async def tell_lessons(session: AsyncSession, programme: Programme) -> None:
    """The programme tells what stands in the log now."""
    await session.flush()
    newest = select(Lesson).where(Lesson.withdrawn_on.is_(None)).order_by(Lesson.learned_on.desc(), Lesson.id.desc())
    told = [
        LessonState.model_validate(one, from_attributes=True) for one in await session.scalars(newest.limit(MOST_TOLD))
    ]
    programme.lessons = [one.model_dump(mode="json") for one in told]
    programme.changed()
