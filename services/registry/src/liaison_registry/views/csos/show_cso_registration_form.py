"""Show the form that registers a CSO, with the districts it can belong to."""

from liaison_contracts.identity import Role
from liaison_contracts.registry import DistrictState
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import District

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class CSORegistrationForm(BaseModel):
    """The districts in the order of their names."""

    districts: list[DistrictState]


@router.get("/cso/new")
async def show_cso_registration_form(session: Session) -> CSORegistrationForm:
    rows = await session.scalars(select(District).order_by(District.name))
    return CSORegistrationForm(districts=[district.state() for district in rows])
