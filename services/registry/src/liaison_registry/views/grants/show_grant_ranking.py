"""Show the ranking of a grant call: how far the scoring is, then the places with ties, and what is proposed."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import GrantCallState
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import CSO
from liaison_registry.model.grants.grant_address import GrantSlug, visible_call
from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_scores import GrantEvaluation, GrantScore, Place, counting, ranked

router = web.router(only(Role.ANALYST, Role.COORDINATOR))

JUDGED = (ApplicationStatus.ELIGIBLE, ApplicationStatus.AWARDED, ApplicationStatus.DECLINED)


class RankedApplication(BaseModel):
    """`place` and `mean` (0 to 10) are None while scoring goes on; `tied`: others have exactly the same mean."""

    application_id: UUID
    title: str
    cso_name: str
    requested: int
    proposed: int
    status: ApplicationStatus
    place: int | None
    tied: bool
    mean: Decimal | None
    evaluations: int


class GrantRanking(BaseModel):
    """`unchecked`, `short`: applications without an eligibility, and with too few scores. Money: kopiykas."""

    call: GrantCallState
    is_final: bool
    evaluators_needed: int
    unchecked: int
    short: int
    proposed: int = Field(description="Altogether.")
    winners: int
    applications: list[RankedApplication]


@router.get("/grants/{slug}/ranking")
async def show_grant_ranking(session: Session, worker: Worker, slug: GrantSlug, response: Response) -> GrantRanking:
    call = await visible_call(session, slug, worker)
    query = select(GrantApplication, CSO.name).join(CSO, CSO.id == GrantApplication.cso_id)
    rows = {
        row.id: (row, name) for row, name in await session.execute(query.where(GrantApplication.call_id == call.id))
    }
    judged = [key for key, (row, _) in rows.items() if row.status in JUDGED]
    is_final = call.scoring_ended_at is not None
    points = await _points(session, call)
    # Until the scoring is over the order of the list must not give it away.
    places = ranked({key: points.get(key, []) for key in judged}, call.weights)
    places = places if is_final else sorted(places, key=lambda one: rows[one.application_id][0].submitted_at)
    tell_version(response, call.version)
    amounts = [rows[key][0].proposed for key in judged if rows[key][0].proposed]
    return GrantRanking(
        call=call.state(),
        is_final=is_final,
        evaluators_needed=call.evaluators_needed,
        unchecked=sum(row.status == ApplicationStatus.SUBMITTED for row, _ in rows.values()),
        short=sum(one.evaluations < call.evaluators_needed for one in places),
        proposed=sum(amounts),
        winners=len(amounts),
        applications=[_ranked(*rows[one.application_id], one, is_final) for one in places],
    )


def _ranked(row: GrantApplication, cso_name: str, place: Place, is_final: bool) -> RankedApplication:
    return RankedApplication(
        application_id=row.id,
        title=row.title,
        cso_name=cso_name,
        requested=row.requested,
        proposed=row.proposed,
        status=ApplicationStatus(row.status),
        place=place.place if is_final else None,
        tied=place.tied and is_final,
        mean=place.shown if is_final else None,
        evaluations=place.evaluations,
    )


async def _points(session: Session, call: GrantCall) -> dict[UUID, list[list[int]]]:
    """For each application the points of every evaluator who counts."""
    query = (
        select(GrantScore)
        .join(
            GrantEvaluation,
            (GrantEvaluation.application_id == GrantScore.application_id)
            & (GrantEvaluation.evaluator_id == GrantScore.evaluator_id),
        )
        .join(GrantApplication, GrantApplication.id == GrantScore.application_id)
        .where(GrantApplication.call_id == call.id, counting())
        .order_by(GrantScore.application_id, GrantScore.evaluator_id, GrantScore.criterion)
    )
    given: dict[tuple[UUID, UUID], list[int]] = defaultdict(list)
    for score in await session.scalars(query):
        given[score.application_id, score.evaluator_id].append(score.points)
    found: dict[UUID, list[list[int]]] = defaultdict(list)
    for (application, _), points in given.items():
        found[application].append(points)
    return found
