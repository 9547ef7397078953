"""Undo a founding step: it was recorded by mistake, and the group stands before it again."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_registry.model import FoundingStep, InitiativeGroup

router = web.router(only(Role.WORKER, Role.COORDINATOR))


@router.post("/cso/groups/{group_id}/steps/{step}/undoing", status_code=204)
async def undo_founding_step(
    session: Session, worker: Worker, group_id: UUID, step: FoundingStep, response: Response
) -> None:
    group = await get_for_update(session, InitiativeGroup, group_id)
    worker.must_run(group.office_id)
    group.undo(step, clock.today())
    response.headers["Location"] = f"/cso/groups/{group_id}"
