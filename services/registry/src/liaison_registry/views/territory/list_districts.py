"""List the districts: which parts of the community have an office, and which still wait for one."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from liaison_contracts.registry import DistrictState, OfficeStatus
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import District, Office

router = web.router(ANYBODY)


class OfficeOfDistrict(BaseModel):
    """What a list says of an office; its page says the rest."""

    id: UUID
    slug: str
    name: str
    name_en: str
    status: OfficeStatus
    opened_on: date | None
    opens_about: date | None
    closed_on: date | None


class DistrictWithOffices(BaseModel):
    """One district and its offices, planned ones included."""

    district: DistrictState
    offices: list[OfficeOfDistrict]


class Districts(BaseModel):
    """In the order of their names."""

    districts: list[DistrictWithOffices]


@router.get("/districts")
async def list_districts(session: Session) -> Districts:
    columns = [getattr(Office, name) for name in OfficeOfDistrict.model_fields]
    offices = defaultdict[UUID, list[OfficeOfDistrict]](list)
    for row in await session.execute(select(Office.district_id, *columns).order_by(Office.name, Office.id)):
        offices[row.district_id].append(OfficeOfDistrict.model_validate(row, from_attributes=True))
    return Districts(
        districts=[
            DistrictWithOffices(district=district.state(), offices=offices[district.id])
            for district in await session.scalars(select(District).order_by(District.name))
        ]
    )
