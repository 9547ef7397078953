"""Take a founding step: what the law asks of founders is done, and the way to registration is one step shorter."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import FoundingStep, InitiativeGroup, OneLine

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class StepTaken(BaseModel):
    """`backdating_reason` is needed for a day more than a week back."""

    taken_on: date = Field(default_factory=clock.today)
    notes: OneLine = Field("", max_length=500)
    backdating_reason: str | None = Field(None, max_length=500)


@router.post("/cso/groups/{group_id}/steps/{step}", status_code=204)
async def take_founding_step(
    session: Session, worker: Worker, group_id: UUID, step: FoundingStep, taken: StepTaken, response: Response
) -> None:
    group = await get_for_update(session, InitiativeGroup, group_id)
    worker.must_run(group.office_id)
    group.take(step, taken.taken_on, clock.today(), worker.id, taken.notes, taken.backdating_reason)
    response.headers["Location"] = f"/cso/groups/{group_id}"
