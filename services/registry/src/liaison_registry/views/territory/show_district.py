"""Show a district: its settlements and offices, what it was before, and what became of it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import DistrictState, OfficeStatus
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import District, Office
from liaison_registry.model.territory.shown_territory import KATOTTG, NamedDistrict, OnDay, district_at, named

router = web.router(ANYBODY)


class OfficeThere(BaseModel):
    """An office of the district; its page says the rest."""

    id: UUID
    slug: str
    name: str
    name_en: str
    status: OfficeStatus
    opened_on: date | None
    opens_about: date | None
    closed_on: date | None


class DistrictPage(BaseModel):
    """One district. `now`, of one that has ended: the districts that there are today in its place.

    `others`: other districts that had or have its code. `had`: offices that belonged to it once, and do no more.
    """

    district: DistrictState
    offices: list[OfficeThere]
    had: list[OfficeThere]
    predecessors: list[NamedDistrict]
    successors: list[NamedDistrict]
    now: list[NamedDistrict]
    others: list[NamedDistrict]
    may_change: bool


@router.get("/districts/{code}")
async def show_district(
    session: Session,
    request: Request,
    response: Response,
    code: Annotated[str, Path(pattern=KATOTTG)],
    on: OnDay = None,
) -> DistrictPage:
    """`on`: the district that had the code on that day; without it the newest."""
    district = await district_at(session, code, on)
    worker = web.account_of(request)
    columns = [getattr(Office, name) for name in OfficeThere.model_fields]
    offices = select(*columns).order_by(Office.name, Office.id)
    there = await session.execute(offices.where(Office.district_id == district.id))
    left = await session.execute(offices.where(Office.former_districts.contains([{"district_id": str(district.id)}])))
    tell_version(response, district.version)
    return DistrictPage(
        district=district.state(),
        offices=[OfficeThere.model_validate(row, from_attributes=True) for row in there],
        had=[OfficeThere.model_validate(row, from_attributes=True) for row in left],
        predecessors=await _of(session, district.predecessors),
        successors=await _of(session, district.successors),
        now=await _now(session, district),
        others=await named(session, District.code == district.code, District.id != district.id),
        may_change=worker is not None
        and worker.whole_network
        and worker.has(Role.COORDINATOR, Role.ADMINISTRATOR)
        and district.ended_on is None,
    )


async def _of(session: Session, ids: list[str]) -> list[NamedDistrict]:
    return await named(session, District.id.in_([UUID(one) for one in ids])) if ids else []


async def _now(session: Session, district: District) -> list[NamedDistrict]:
    """Where its territory is today: its successors, or theirs where they have ended, too."""
    ids, found = list(district.successors), set[UUID]()
    while ids:
        rows = list(await session.scalars(select(District).where(District.id.in_([UUID(one) for one in ids]))))
        found |= {one.id for one in rows if one.ended_on is None}
        ids = [successor for one in rows for successor in one.successors]
    return await named(session, District.id.in_(found)) if found else []
