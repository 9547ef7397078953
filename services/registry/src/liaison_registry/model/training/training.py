"""Training: programmes, certificates, and who is qualified. That is a rule of days and certificates, not a tick box."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, Refusal
from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.people.staff import Kind, Staff
from liaison_registry.model.text import OneLine

LONGEST_MONTHS = 120


class SameProgrammeName(Conflict):
    """There is a training programme of this name already."""

    field = "name"


class UnknownTraining(Refusal):
    """There is no such training programme."""

    field = "programme_id"


class CompletedInTheFuture(Refusal):
    """The day on which it was completed cannot lie in the future."""

    field = "completed_on"


class RecordedAlready(Conflict):
    """This training is recorded for this person and this day already."""

    field = "completed_on"


class WithdrawnAlready(Conflict):
    """This certificate is withdrawn already."""


class TrainingPlan(BaseModel):
    """A training programme. `required`: nobody is qualified without it."""

    name: OneLine = Field(min_length=1, max_length=200)
    name_en: OneLine = Field(min_length=1, max_length=200)
    validity_months: int = Field(ge=1, le=LONGEST_MONTHS, description="How long a certificate is good for.")
    required: bool = False


class TrainingProgramme(Aggregate, Base):
    """What people are trained in."""

    __tablename__ = "training_programme"

    name: Mapped[str]
    name_en: Mapped[str]
    validity_months: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)

    def change(self, plan: TrainingPlan) -> None:
        """Of certificates that were given before, too, this says how long they are good for."""
        for name, value in plan.model_dump().items():
            setattr(self, name, value)
        self.changed()


class Certificate(Base):
    """A training that somebody has completed; `number` counts this person's. It is never deleted, only withdrawn."""

    __tablename__ = "certificate"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("training_programme.id"))
    number: Mapped[int]
    completed_on: Mapped[date]
    withdrawn_on: Mapped[date | None]

    @property
    def counts(self) -> bool:
        return self.withdrawn_on is None

    def withdraw(self, today: date) -> None:
        """It counts no more, whatever its day; WithdrawnAlready."""
        if self.withdrawn_on:
            raise WithdrawnAlready
        self.withdrawn_on = today


async def must_be_another_name(session: AsyncSession, name: str, programme_id: UUID) -> None:
    """SameProgrammeName."""
    same = (func.lower(TrainingProgramme.name) == name.lower(), TrainingProgramme.id != programme_id)
    if await session.scalar(select(TrainingProgramme.id).where(*same)):
        raise SameProgrammeName


async def new_certificate(
    session: AsyncSession, staff: Staff, programme: TrainingProgramme, completed_on: date, today: date
) -> Certificate:
    """CompletedInTheFuture, RecordedAlready. The account must be locked: the number counts its certificates.

    Certificates are often older than the account: no reason is asked for an early day.
    """
    if completed_on > today:
        raise CompletedInTheFuture
    known = (await session.scalars(select(Certificate).where(Certificate.staff_id == staff.id))).all()
    if any(one.programme_id == programme.id and one.completed_on == completed_on for one in known if one.counts):
        raise RecordedAlready
    return Certificate(
        id=new_id(),
        staff_id=staff.id,
        programme_id=programme.id,
        number=len(known) + 1,
        completed_on=completed_on,
    )


def expires_on(completed_on: date, months: int) -> date:
    """First day on which a certificate is no longer good: the same day of the month, or the month's last."""
    year, month = divmod(completed_on.year * 12 + completed_on.month - 1 + months, 12)
    return date(year, month + 1, min(completed_on.day, calendar.monthrange(year, month + 1)[1]))


def qualified_until(
    programmes: Iterable[TrainingProgramme], certificates: Iterable[Certificate], day: date
) -> date | None:
    """First day on which somebody with these certificates is qualified no more; None if they are not on `day`.

    Every required programme needs a certificate that is good on that day. Where nothing is required, nobody is
    qualified: the network has not said yet what its people must have learnt.
    """
    held, given = [], list(certificates)
    for programme in programmes:
        if not programme.required:
            continue
        ends = [
            expires_on(one.completed_on, programme.validity_months)
            for one in given
            if one.programme_id == programme.id and one.counts and one.completed_on <= day
        ]
        latest = max(ends, default=day)
        if latest <= day:
            return None
        held.append(latest)
    return min(held, default=None)


async def workers_of(session: AsyncSession, office_id: UUID | None = None) -> Sequence[Staff]:
    """People who are active workers, of one office or of any, in the order of their names."""
    mine = [or_(Staff.whole_network, Staff.offices.contains([str(office_id)]))] if office_id else []
    able = [Staff.kind == Kind.PERSON, Staff.active, Staff.roles.contains([Role.WORKER.value])]
    return (await session.scalars(select(Staff).where(*able, *mine).order_by(Staff.name, Staff.id))).all()


async def qualified_at(session: AsyncSession, office_id: UUID, day: date) -> int:
    """How many qualified workers have an office in their scope on a day."""
    programmes = (await session.scalars(select(TrainingProgramme).where(TrainingProgramme.required))).all()
    workers = await workers_of(session, office_id)
    held = select(Certificate).where(Certificate.staff_id.in_([one.id for one in workers]))
    certificates = (await session.scalars(held)).all()
    return sum(
        qualified_until(programmes, [one for one in certificates if one.staff_id == worker.id], day) is not None
        for worker in workers
    )
