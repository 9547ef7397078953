"""Show a district's settlements to who keeps them: add one, or remove one that was entered by mistake."""

from typing import Annotated

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import DistrictState
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model.territory.shown_territory import KATOTTG, district_at

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Settlements(BaseModel):
    """The district with its settlements."""

    district: DistrictState


@router.get("/districts/{code}/settlements")
async def show_settlements(
    session: Session, response: Response, code: Annotated[str, Path(pattern=KATOTTG)]
) -> Settlements:
    district = await district_at(session, code)
    tell_version(response, district.version)
    return Settlements(district=district.state())
