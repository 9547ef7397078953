"""List the districts: which parts of the community have an office, and which still wait for one."""

from liaison_contracts.registry import DistrictState, OfficeState
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import District, Office

router = web.router(ANYBODY)


class DistrictWithOffices(BaseModel):
    """One district and its offices, planned ones included."""

    district: DistrictState
    offices: list[OfficeState]


class Districts(BaseModel):
    """In the order of their names."""

    districts: list[DistrictWithOffices]


@router.get("/districts")
async def list_districts(session: Session) -> Districts:
    offices = [office.state() for office in await session.scalars(select(Office).order_by(Office.name))]
    return Districts(
        districts=[
            DistrictWithOffices(
                district=district.state(), offices=[office for office in offices if office.district_id == district.id]
            )
            for district in await session.scalars(select(District).order_by(District.name))
        ]
    )
