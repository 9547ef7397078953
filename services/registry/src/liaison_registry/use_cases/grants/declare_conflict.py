"""Declare a conflict of interest: an evaluator does not judge an application, and all who work on it see why."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get, get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy.dialects.postgresql import insert

from liaison_registry.model import OneLine
from liaison_registry.model.grants.grant_application import GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.grants.grant_scores import GrantConflict

router = web.router(only(Role.ANALYST, Role.COORDINATOR))


class Conflict(BaseModel):
    """How the evaluator is close to who applies."""

    conflict_reason: OneLine = Field(min_length=1, max_length=500)


@router.post("/grants/applications/{application_id}/conflicts", status_code=204)
async def declare_conflict(
    session: Session, worker: Worker, application_id: UUID, declared: Conflict, response: Response
) -> None:
    call_id = (await get(session, GrantApplication, application_id)).call_id
    call = await get_for_update(session, GrantCall, call_id)
    call.must_not_be_ranked()
    # Scores that were given before stay on record, and count no more.
    columns = {"reason": declared.conflict_reason, "declared_at": clock.now()}
    new = insert(GrantConflict).values(application_id=application_id, evaluator_id=worker.id, **columns)
    await session.execute(new.on_conflict_do_nothing())
    response.headers["Location"] = f"/grants/applications/{application_id}"
