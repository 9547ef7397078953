"""List the districts: which parts of the community have an office, and which still wait for one."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from liaison_contracts.registry import DistrictState, OfficeStatus
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import District, Office, present_districts
from liaison_registry.model.shown_territory import NamedDistrict, named

router = web.router(ANYBODY)
SHOWN = 10


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
    """One district and its first offices, planned ones included; `more`: how many it has beside these."""

    district: DistrictState
    offices: list[OfficeOfDistrict] = Field(max_length=SHOWN)
    more: int


class Districts(BaseModel):
    """In the order of their names; `ended`: those that were split or merged, whose pages say what became of them."""

    districts: list[DistrictWithOffices]
    ended: list[NamedDistrict]


@router.get("/districts")
async def list_districts(session: Session) -> Districts:
    columns = [getattr(Office, name) for name in OfficeOfDistrict.model_fields]
    offices = defaultdict[UUID, list[OfficeOfDistrict]](list)
    counted = defaultdict[UUID, int](int)
    for row in await session.execute(select(Office.district_id, *columns).order_by(Office.name, Office.id)):
        counted[row.district_id] += 1
        if counted[row.district_id] <= SHOWN:
            offices[row.district_id].append(OfficeOfDistrict.model_validate(row, from_attributes=True))
    return Districts(
        districts=[
            DistrictWithOffices(
                district=district.state(),
                offices=offices[district.id],
                more=max(0, counted[district.id] - SHOWN),
            )
            for district in await session.scalars(present_districts())
        ],
        ended=await named(session, District.ended_on.is_not(None)),
    )
