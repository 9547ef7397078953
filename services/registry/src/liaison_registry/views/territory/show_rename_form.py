"""Show the form that renames a district: what it is called now, to be changed from a day on."""

from typing import Annotated

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import DistrictState
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import func, select

from liaison_registry.model import Office
from liaison_registry.model.territory.shown_territory import KATOTTG, district_at

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class RenameForm(BaseModel):
    """The district, and how many offices will name it by its new name."""

    district: DistrictState
    offices: int


@router.get("/districts/{code}/name")
async def show_rename_form(
    session: Session, response: Response, code: Annotated[str, Path(pattern=KATOTTG)]
) -> RenameForm:
    district = await district_at(session, code)
    tell_version(response, district.version)
    query = select(func.count()).select_from(Office).where(Office.district_id == district.id)
    return RenameForm(district=district.state(), offices=await session.scalar(query) or 0)
