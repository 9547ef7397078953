"""How the commitment stands on OGP's scales: what was said once stays on record, the newest counts."""

from calendar import monthrange
from datetime import date, datetime
from uuid import UUID

from liaison_contracts.registry import Assessment as AssessmentState
from liaison_contracts.registry import Level, Scale
from liaison_kit.errors import Refusal
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.programme.programme import Programme

LEVELS: dict[Scale, tuple[Level, ...]] = {
    Scale.COMPLETION: tuple(Level)[:5],
    Scale.OPENED_GOVERNMENT: tuple(Level)[5:],
}


class LevelOfAnotherScale(Refusal):
    """Choose one of this scale's own levels."""

    field = "level"


class AssessedBeforeTheBeginning(Refusal):
    """The commitment had not begun on that day."""

    field = "assessed_on"


class AssessedInTheFuture(Refusal):
    """The day of an assessment cannot lie in the future."""

    field = "assessed_on"


class CommitmentAssessment(Base):
    """What somebody said on one day, and why; the database refuses to change it."""

    __tablename__ = "programme_assessment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    scale: Mapped[str]
    level: Mapped[str]
    reason: Mapped[str]
    reason_en: Mapped[str]
    assessed_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID]


def must_fit(programme: Programme, scale: Scale, level: Level, on: date, today: date) -> None:
    """Refusals that name the field for a level of the other scale, and for a day outside the commitment's time."""
    if level not in LEVELS[scale]:
        raise LevelOfAnotherScale
    if on < programme.starts_on:
        raise AssessedBeforeTheBeginning
    if on > today:
        raise AssessedInTheFuture


def newest_first(programme: Programme) -> Select[CommitmentAssessment]:
    """All that was said; of one day, what was recorded last comes first."""
    mine = select(CommitmentAssessment).where(CommitmentAssessment.programme_id == programme.id)
    order = (CommitmentAssessment.assessed_on, CommitmentAssessment.recorded_at, CommitmentAssessment.id)
    return mine.order_by(*(column.desc() for column in order))


async def take_over_assessments(session: AsyncSession, programme: Programme) -> None:
    """Brings into the programme's state the newest of each scale; call it with the programme locked."""
    await session.flush()
    said = [
        AssessmentState.model_validate(one, from_attributes=True)
        for one in await session.scalars(newest_first(programme))
    ]
    newest = [next((one for one in said if one.scale is scale), None) for scale in LEVELS]
    programme.show_assessments([one for one in newest if one])


def due_on(ends_on: date) -> date:
    """OGP's end-of-commitment form is due one month after the end."""
    year, month = ends_on.year + ends_on.month // 12, ends_on.month % 12 + 1
    return date(year, month, min(ends_on.day, monthrange(year, month)[1]))
