"""Judging applications: independent scores, conflicts of interest, and the ranking that comes of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID

from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import ColumnElement, ForeignKey, Select, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.metadata import Base

HIGHEST = 10
"""Points for one criterion: 0 to this."""


class ScoredAlready(Conflict):
    """You have scored this application already; scores stay as they were given."""


class HasConflict(Conflict):
    """You have declared a conflict of interest: this application is judged by others."""


class WrongNumberOfScores(Refusal):
    """Give points for every criterion."""

    field = "points"


class NotAllChecked(Conflict):
    """For some applications nobody has said whether they are eligible."""


class ScoresMissing(Conflict):
    """Some applications have fewer scores than the call asks for."""


class GrantEvaluation(Base):
    """One evaluator has scored one application, once; `evaluator_id` is an account."""

    __tablename__ = "grant_evaluation"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("grant_application.id"), primary_key=True)
    evaluator_id: Mapped[UUID] = mapped_column(primary_key=True)
    comment: Mapped[str | None]
    given_at: Mapped[datetime]


class GrantScore(Base):
    """Points for one criterion: its place in the call's list, from 0."""

    __tablename__ = "grant_score"

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    evaluator_id: Mapped[UUID] = mapped_column(primary_key=True)
    criterion: Mapped[int] = mapped_column(primary_key=True)
    points: Mapped[int]


class GrantConflict(Base):
    """Somebody must not judge an application, because they are close to who has sent it."""

    __tablename__ = "grant_conflict"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("grant_application.id"), primary_key=True)
    evaluator_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str]
    declared_at: Mapped[datetime]


@dataclass(frozen=True)
class Place:
    """Where an application stands in the ranking; `place` is shared where the means are equal (1, 2, 2, 4)."""

    application_id: UUID
    mean: Fraction | None
    evaluations: int
    place: int | None = None
    tied: bool = False

    @property
    def shown(self) -> Decimal | None:
        """The mean with two digits; what is equal here need not be a tie."""
        return None if self.mean is None else rounded(self.mean)


def rounded(mean: Fraction) -> Decimal:
    """With two digits, half up."""
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def checked_points(points: Sequence[int], weights: Sequence[int]) -> None:
    """WrongNumberOfScores unless there are points for each criterion."""
    if len(points) != len(weights):
        raise WrongNumberOfScores


def weighted(points: Sequence[int], weights: Sequence[int]) -> Fraction:
    """One evaluator's weighted mean of the points, 0 to 10, exactly."""
    return Fraction(sum(p * w for p, w in zip(points, weights, strict=True)), sum(weights))


def ranked(points: Mapping[UUID, Sequence[Sequence[int]]], weights: Sequence[int]) -> list[Place]:
    """The applications, best first: by the mean of their evaluators' weighted means; those without scores last.

    `points` has, for each application, the points of every evaluator who counts. Equal means share a place, and so a
    tie is a person's to decide and never hidden by the order of the list.
    """
    means = {
        application: sum((weighted(one, weights) for one in all_of_it), Fraction(0)) / len(all_of_it)
        for application, all_of_it in points.items()
        if all_of_it
    }
    order = sorted(means, key=lambda one: (-means[one], one))
    found = []
    for application in order:
        mean = means[application]
        better = sum(other > mean for other in means.values())
        tied = sum(other == mean for other in means.values()) > 1
        found.append(Place(application, mean, len(points[application]), better + 1, tied))
    return found + [Place(application, None, 0) for application in sorted(points.keys() - means.keys())]


def counting() -> ColumnElement[bool]:
    """Of a GrantEvaluation: whether it counts, as no conflict of interest was declared."""
    conflict = (GrantConflict.application_id == GrantEvaluation.application_id) & (
        GrantConflict.evaluator_id == GrantEvaluation.evaluator_id
    )
    return ~exists().where(conflict)


def counted_evaluations(call_id: UUID) -> Select[UUID, int]:
    """For each application of a call that has any, how many evaluations count."""
    query = select(GrantEvaluation.application_id, func.count().label("counted"))
    query = query.join(GrantApplication, GrantApplication.id == GrantEvaluation.application_id)
    return query.where(GrantApplication.call_id == call_id, counting()).group_by(GrantEvaluation.application_id)


def must_be_complete(applications: Iterable[GrantApplication], counted: Mapping[UUID, int], needed: int) -> None:
    """NotAllChecked or ScoresMissing unless every eligible application has so many scores that count."""
    standing = list(applications)
    if any(one.status == ApplicationStatus.SUBMITTED for one in standing):
        raise NotAllChecked
    judged = [one for one in standing if one.status == ApplicationStatus.ELIGIBLE]
    if any(counted.get(one.id, 0) < needed for one in judged):
        raise ScoresMissing
