"""Absences: who is away from when to when, and who stands in. Never why: that is nobody's business."""

from datetime import date
from uuid import UUID

from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.training.training import workers_of


class WrongAbsence(Refusal):
    """The last day must not lie before the first, nor in the past."""

    field = "to_day"


class AbsentAlready(Conflict):
    """An absence is recorded for one of these days already."""

    field = "from_day"


class WrongSubstitute(Refusal):
    """Choose another active worker who is not away on these days."""

    field = "substitute_id"


class Absence(Base):
    """Days on which somebody is away, both included. The substitute's sign-in gets no wider scope from it."""

    __tablename__ = "absence"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    from_day: Mapped[date]
    to_day: Mapped[date]
    substitute_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))


def check_days(from_day: date, to_day: date, today: date) -> None:
    """WrongAbsence."""
    if to_day < from_day or to_day < today:
        raise WrongAbsence


async def must_be_possible(session: AsyncSession, new: Absence, today: date) -> None:
    """WrongAbsence, AbsentAlready, WrongSubstitute. Lock the absent one's account first."""
    check_days(new.from_day, new.to_day, today)
    if await _away(session, new.staff_id, new):
        raise AbsentAlready
    if new.substitute_id is None:
        return
    workers = {one.id for one in await workers_of(session)} - {new.staff_id}
    if new.substitute_id not in workers or await _away(session, new.substitute_id, new):
        raise WrongSubstitute


async def _away(session: AsyncSession, staff_id: UUID, days: Absence) -> bool:
    same = (Absence.staff_id == staff_id, Absence.from_day <= days.to_day, Absence.to_day >= days.from_day)
    return await session.scalar(select(Absence.id).where(*same).limit(1)) is not None
