"""Training as coordinators see it: programmes, certificates with the day they end, who is qualified, who is away."""

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_registry.model.people.staff import Staff
from liaison_registry.model.training.training import (
    Certificate,
    TrainingPlan,
    TrainingProgramme,
    expires_on,
    qualified_until,
)

SOON = timedelta(days=60)
"""So long before its end a certificate is to be renewed."""


class Standing(StrEnum):
    """How somebody stands; the order is that of urgency."""

    EXPIRED = "expired"
    EXPIRING = "expiring"
    QUALIFIED = "qualified"
    UNTRAINED = "untrained"


class ShownProgramme(TrainingPlan):
    """A training programme."""

    id: UUID
    version: int

    @classmethod
    def of(cls, programme: TrainingProgramme) -> "ShownProgramme":
        return cls.model_validate(programme, from_attributes=True)


class ShownCertificate(BaseModel):
    """`expires_on`: the first day on which it is no longer good. `good`: it counts today."""

    id: UUID
    programme_id: UUID
    programme_name: str
    programme_name_en: str
    completed_on: date
    expires_on: date
    withdrawn_on: date | None
    good: bool

    @classmethod
    def of(cls, certificate: Certificate, programme: TrainingProgramme, today: date) -> "ShownCertificate":
        ends = expires_on(certificate.completed_on, programme.validity_months)
        return cls(
            id=certificate.id,
            programme_id=programme.id,
            programme_name=programme.name,
            programme_name_en=programme.name_en,
            completed_on=certificate.completed_on,
            expires_on=ends,
            withdrawn_on=certificate.withdrawn_on,
            good=certificate.counts and ends > today,
        )


class ShownAbsence(BaseModel):
    """Days on which somebody is away, both included, and who stands in."""

    id: UUID
    staff_id: UUID
    from_day: date
    to_day: date
    substitute_id: UUID | None


class TrainedPerson(BaseModel):
    """A worker: `until` is the first day without qualification, of somebody who was qualified also a past one."""

    id: UUID
    name: str
    whole_network: bool
    offices: list[UUID]
    standing: Standing
    until: date | None
    away_until: date | None = Field(None, description="Last day of an absence that holds today.")

    @classmethod
    def of(
        cls, staff: Staff, programmes: list[TrainingProgramme], certificates: list[Certificate], today: date
    ) -> "TrainedPerson":
        until = qualified_until(programmes, certificates, today)
        standing = Standing.QUALIFIED
        if until is None:
            until = _last_end(programmes, certificates)
            standing = Standing.EXPIRED if until else Standing.UNTRAINED
        elif until - today <= SOON:
            standing = Standing.EXPIRING
        return cls(
            id=staff.id,
            name=staff.name,
            whole_network=staff.whole_network,
            offices=staff.scope,
            standing=standing,
            until=until,
        )


def _last_end(programmes: list[TrainingProgramme], certificates: list[Certificate]) -> date | None:
    """Of somebody who is not qualified: when their last certificate of a required programme ended, if one did."""
    months = {one.id: one.validity_months for one in programmes if one.required}
    mine = [one for one in certificates if one.counts and one.programme_id in months]
    ends = {one.programme_id: date.min for one in mine}
    for one in mine:
        ends[one.programme_id] = max(ends[one.programme_id], expires_on(one.completed_on, months[one.programme_id]))
    return min(ends.values()) if ends and len(ends) == len(months) else None
