"""List the districts: which parts of the community have an office, and which still wait for one."""

from collections import defaultdict
from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query
from liaison_contracts.registry import DistrictState, OfficeStatus
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import Text, cast, func, or_, select

from liaison_registry.model import District, Office, OneLine, present_districts
from liaison_registry.model.territory.shown_territory import NamedDistrict, named

router = web.router(ANYBODY)
ON_A_PAGE = 20
SHOWN = 5


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
    """One page in the order of names; `ended`: those that were split or merged, whose pages say what became of them."""

    districts: list[DistrictWithOffices]
    page: int = Field(description="From 1.")
    pages: int
    found: int
    q: str
    query: str = Field(description="What was asked for, for the address of another page.")
    ended: list[NamedDistrict]


@router.get("/districts")
async def list_districts(
    session: Session,
    q: Annotated[OneLine, Query(max_length=100, description="Part of the name of a district or a settlement.")] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Districts:
    wanted = present_districts().order_by(District.id)
    if q:
        settlements = cast(District.settlements, Text)
        names = (District.name, District.name_en, District.seat, District.seat_en, District.code, settlements)
        wanted = wanted.where(or_(*(one.icontains(q, autoescape=True) for one in names)))
    number = await session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    districts = list(await session.scalars(wanted.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)))
    offices, counted = await _offices(session, [one.id for one in districts])
    return Districts(
        districts=[
            DistrictWithOffices(
                district=one.state(),
                offices=offices[one.id],
                more=max(0, counted[one.id] - SHOWN),
            )
            for one in districts
        ],
        page=page,
        pages=max(1, -(-number // ON_A_PAGE)),
        found=number,
        q=q,
        query=urlencode({"q": q} if q else {}),
        ended=[] if q else await named(session, District.ended_on.is_not(None)),
    )


async def _offices(
    session: Session, district_ids: list[UUID]
) -> tuple[dict[UUID, list[OfficeOfDistrict]], dict[UUID, int]]:
    """The first offices of each of these districts, and how many each has."""
    columns = [getattr(Office, name) for name in OfficeOfDistrict.model_fields]
    place = func.row_number().over(partition_by=Office.district_id, order_by=(Office.name, Office.id)).label("place")
    of_all = func.count().over(partition_by=Office.district_id).label("of_all")
    numbered = (
        select(Office.district_id, *columns, place, of_all).where(Office.district_id.in_(district_ids)).subquery()
    )
    found, counted = defaultdict[UUID, list[OfficeOfDistrict]](list), defaultdict[UUID, int](int)
    first = select(numbered).where(numbered.c.place <= SHOWN).order_by(numbered.c.place)
    for row in await session.execute(first):
        counted[row.district_id] = row.of_all
        found[row.district_id].append(OfficeOfDistrict.model_validate(row, from_attributes=True))
    return found, counted
