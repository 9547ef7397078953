"""What reporting told itself: which scorecard was told last, and what was confirmed of a commitment's completion."""

from datetime import date
from typing import Any
from uuid import UUID

from liaison_contracts.scorecard import CompletionConfirmed, ScorecardChanged
from sqlalchemy import BigInteger
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.kept import Base, Kept, keep

NUMBERS = {"code", "results", "offices", "milestones", "milestones_finished", "proposed"}
"""What a scorecard says; the rest is when it was told."""


class Completion(Kept, Base):
    """What a coordinator confirmed on one day, and why; what was said before stays."""

    __tablename__ = "completion"

    programme_id: Mapped[UUID]
    level: Mapped[str]
    proposed: Mapped[str]
    reason: Mapped[str]
    reason_en: Mapped[str]
    confirmed_on: Mapped[date]


class ToldScorecard(Kept, Base):
    """The numbers of a commitment as they were told last; its id is the commitment's."""

    __tablename__ = "told_scorecard"

    version: Mapped[int] = mapped_column(BigInteger)
    numbers: Mapped[dict[str, Any]]


async def keep_completion(session: AsyncSession, fact: CompletionConfirmed) -> None:
    columns = fact.model_dump(mode="json", include={"level", "proposed", "reason", "reason_en"})
    about = {"programme_id": fact.programme_id, "confirmed_on": fact.occurred_on}
    await keep(session, Completion, id=fact.confirmation_id, version=1, **about, **columns)


async def keep_told(session: AsyncSession, fact: ScorecardChanged) -> None:
    numbers = fact.model_dump(mode="json", include=NUMBERS)
    await keep(session, ToldScorecard, id=fact.programme_id, version=fact.version, numbers=numbers)
