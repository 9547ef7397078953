"""Give up an initiative: the people stop, and a year later nothing tells any more who they were."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import InitiativeGroup, OneLine

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class GivingUp(BaseModel):
    """Why, so that the network learns what stands in people's way; never a name."""

    reason: OneLine = Field(min_length=1, max_length=500)


@router.post("/cso/groups/{group_id}/giving-up", status_code=204)
async def give_up_initiative(
    session: Session, worker: Worker, group_id: UUID, giving_up: GivingUp, response: Response
) -> None:
    group = await get_for_update(session, InitiativeGroup, group_id)
    worker.must_run(group.office_id)
    group.give_up(clock.today(), giving_up.reason)
    response.headers["Location"] = f"/cso/groups/{group_id}"
