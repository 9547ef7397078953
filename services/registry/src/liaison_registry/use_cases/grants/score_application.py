"""Score an application: each evaluator gives points for every criterion once, without seeing the others' before."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get, get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy.dialects.postgresql import insert

from liaison_registry.model.grants.grant_application import GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_scores import (
    HIGHEST,
    GrantConflict,
    GrantEvaluation,
    GrantScore,
    HasConflict,
    ScoredAlready,
    checked_points,
)
from liaison_registry.model.grants.grant_terms import Prose

router = web.router(only(Role.ANALYST, Role.COORDINATOR))


class Points(BaseModel):
    """`points`: 0 to 10 for each criterion, in the call's order."""

    points: list[Annotated[int, Field(ge=0, le=HIGHEST)]] = Field(max_length=12)
    comment: Prose | None = Field(None, max_length=2000)


@router.post("/grants/applications/{application_id}/scores", status_code=204)
async def score_application(
    session: Session, worker: Worker, application_id: UUID, given: Points, response: Response
) -> None:
    call_id = (await get(session, GrantApplication, application_id)).call_id
    call = await get_for_update(session, GrantCall, call_id)
    application = await get_for_update(session, GrantApplication, application_id)
    call.must_be_scored()
    application.must_be_judged()
    if await session.get(GrantConflict, (application_id, worker.id)):
        raise HasConflict
    checked_points(given.points, call.weights)
    whose = {"application_id": application_id, "evaluator_id": worker.id}
    new = insert(GrantEvaluation).values(**whose, comment=given.comment or None, given_at=clock.now())
    if await session.scalar(new.on_conflict_do_nothing().returning(GrantEvaluation.given_at)) is None:
        raise ScoredAlready
    session.add_all(GrantScore(**whose, criterion=n, points=points) for n, points in enumerate(given.points))
    response.headers["Location"] = f"/grants/{call.slug}/applications"
