"""Change an initiative group: the idea has become clearer, founders come or go, or ask for theirs to be put right."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import CSOArea
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import only
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_registry.model import Founders, InitiativeGroup, OneLine, must_be_a_district
from liaison_registry.model.csos.initiative_group import founders_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class GroupNow(BaseModel):
    """All of it: what is left out is empty from now on."""

    idea: OneLine = Field(min_length=1, max_length=500)
    area: CSOArea
    district_id: UUID | None = None
    founders: Founders


@router.post("/cso/groups/{group_id}/details", status_code=204)
async def change_initiative_group(
    session: Session, worker: Worker, group_id: UUID, now: GroupNow, expected: IfMatch, response: Response
) -> None:
    group = await get_for_update(session, InitiativeGroup, group_id)
    worker.must_run(group.office_id)
    expected.must_be(group)
    await must_be_a_district(session, now.district_id)
    group.change(now.model_dump() | {"founders": founders_of(now.founders)})
    tell_version(response, group.version)
    response.headers["Location"] = f"/cso/groups/{group_id}"
