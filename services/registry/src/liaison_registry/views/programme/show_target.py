"""Show a target in its form, to be changed or withdrawn."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model import District
from liaison_registry.model.programme.targets import ShownTarget, Target

router = web.router(for_the_network(Role.COORDINATOR))


class TargetPage(BaseModel):
    """The target; `district_name` where it is one of a district."""

    target: ShownTarget
    district_name: str | None
    district_name_en: str | None


@router.get("/programme/targets/{target_id}")
async def show_target(session: Session, target_id: UUID, response: Response) -> TargetPage:
    target = await get(session, Target, target_id)
    of = await get(session, District, target.district_id) if target.district_id else None
    tell_version(response, target.version)
    names = {"district_name": of.name if of else None, "district_name_en": of.name_en if of else None}
    return TargetPage(target=target.shown(), **names)
