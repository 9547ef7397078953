"""What an account may see of an application's scores: others' stay hidden until one's own are given."""

from collections import defaultdict
from collections.abc import Set
from decimal import Decimal
from uuid import UUID

from liaison_kit.identity import Account
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_scores import GrantConflict, GrantEvaluation, GrantScore, rounded, weighted
from liaison_registry.model.people.staff import Staff


class GivenScores(BaseModel):
    """What one evaluator gave; without a name it is a program's. `counts`: no conflict was declared afterwards."""

    evaluator: str | None
    points: list[int]
    mean: Decimal
    comment: str | None
    counts: bool
    mine: bool


class DeclaredConflict(BaseModel):
    """Who does not judge it, and why."""

    evaluator: str | None
    reason: str
    mine: bool


class Judging(BaseModel):
    """`scores` is None while they are hidden."""

    can_check: bool
    can_score: bool
    can_declare: bool
    has_conflict: bool
    evaluations: int = Field(description="How many count.")
    needed: int
    scores: list[GivenScores] | None
    conflicts: list[DeclaredConflict]


def may_see_scores(call: GrantCall, *, has_scored: bool, has_conflict: bool) -> bool:
    """Once the scoring is over everybody who works on it; before that, only whoever has judged the application."""
    return call.scoring_ended_at is not None or (has_scored and not has_conflict)


async def judging_of(
    session: AsyncSession, call: GrantCall, application: GrantApplication, account: Account
) -> Judging:
    """How the application is judged, as far as this account may see it."""
    conflicts = await _conflicts(session, application.id)
    scores = await _scores(session, call, application.id, conflicts.keys(), account.id)
    has_conflict, has_scored = account.id in conflicts, any(one.mine for one in scores)
    seen = may_see_scores(call, has_scored=has_scored, has_conflict=has_conflict)
    judged = call.is_scored and application.status == ApplicationStatus.ELIGIBLE
    checkable = {ApplicationStatus.SUBMITTED, ApplicationStatus.ELIGIBLE, ApplicationStatus.INELIGIBLE}
    under_way = call.is_scored or call.status == "open"
    return Judging(
        can_check=under_way and application.status in checkable,
        can_score=judged and not has_conflict and not has_scored,
        can_declare=under_way and not has_conflict,
        has_conflict=has_conflict,
        evaluations=sum(one.counts for one in scores),
        needed=call.evaluators_needed,
        scores=scores if seen else None,
        conflicts=[
            DeclaredConflict(evaluator=name, reason=row.reason, mine=row.evaluator_id == account.id)
            for row, name in conflicts.values()
        ],
    )


async def _conflicts(session: AsyncSession, application_id: UUID) -> dict[UUID, tuple[GrantConflict, str | None]]:
    query = select(GrantConflict, Staff.name).join(Staff, Staff.id == GrantConflict.evaluator_id, isouter=True)
    query = query.where(GrantConflict.application_id == application_id).order_by(GrantConflict.declared_at)
    return {row.evaluator_id: (row, name) for row, name in await session.execute(query)}


async def _scores(
    session: AsyncSession, call: GrantCall, application_id: UUID, conflicts: Set[UUID], own: UUID
) -> list[GivenScores]:
    points: dict[UUID, list[int]] = defaultdict(list)
    of_it = select(GrantScore).where(GrantScore.application_id == application_id).order_by(GrantScore.criterion)
    for score in await session.scalars(of_it):
        points[score.evaluator_id].append(score.points)
    query = select(GrantEvaluation, Staff.name).join(Staff, Staff.id == GrantEvaluation.evaluator_id, isouter=True)
    query = query.where(GrantEvaluation.application_id == application_id).order_by(GrantEvaluation.given_at)
    return [
        GivenScores(
            evaluator=name,
            points=points[row.evaluator_id],
            mean=rounded(weighted(points[row.evaluator_id], call.weights)),
            comment=row.comment,
            counts=row.evaluator_id not in conflicts,
            mine=row.evaluator_id == own,
        )
        for row, name in await session.execute(query)
    ]
