"""List the outreach days: a resident of a village without an office sees who comes near, and when."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.registry import OfficeStatus, OutreachDay
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import func, select

from liaison_registry.model import Office, OneLine
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_to_choose

router = web.router(ANYBODY)


class ComingDay(BaseModel):
    """A day, and the office whose workers come."""

    day: OutreachDay
    office_slug: str
    office_name: str
    office_name_en: str
    office_phone: str | None


class Outreach(BaseModel):
    """From today on, the soonest first, cancelled ones included."""

    q: str
    district: UUID | None
    districts: list[DistrictNamed]
    days: list[ComingDay]


@router.get("/outreach")
async def list_outreach(
    session: Session,
    q: Annotated[OneLine, Query(max_length=200, description="Part of the settlement's name, or its KATOTTG.")] = "",
    district: Annotated[UUID | None, LeftEmpty, Query()] = None,
) -> Outreach:
    coming = select(Office).where(func.jsonb_array_length(Office.outreach) > 0, Office.status != OfficeStatus.CLOSED)
    offices = await session.scalars(coming if district is None else coming.where(Office.district_id == district))
    days = [
        ComingDay(
            day=day,
            office_slug=office.slug,
            office_name=office.name,
            office_name_en=office.name_en,
            office_phone=office.phone,
        )
        for office in offices
        for day in office.outreach_from(clock.today())
        if any(q.casefold() in (text or "").casefold() for text in (day.settlement, day.settlement_en, day.place))
        or q == day.settlement_code
    ]
    return Outreach(
        q=q,
        district=district,
        districts=await districts_to_choose(session),
        days=sorted(days, key=lambda one: (one.day.starts_at, one.day.settlement)),
    )
