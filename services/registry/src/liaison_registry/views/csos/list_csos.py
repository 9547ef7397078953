"""List the CSOs: a resident finds an organisation to join, by its name, its district or what it works on."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Request
from liaison_contracts.registry import CSOArea, CSOState, CSOStatus
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_registry.model import CSO
from liaison_registry.model.csos.directory import ON_A_PAGE, CSOFilter, Partnership, page_of
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_to_choose

router = web.router(ANYBODY)


class Wanted(CSOFilter):
    """One page of them."""

    page: int = Field(1, ge=1, le=100_000)


class CSOs(BaseModel):
    """One page of them, in the order of their names; `found` counts all that match.

    `ending_soon`, for staff only: how many memoranda are over within 60 days. `query`: the filter as in an address.
    """

    q: str
    district: UUID | None
    area: CSOArea | None
    status: CSOStatus | None
    memorandum: Partnership | None
    helped: bool | None
    query: str
    page: int = Field(description="From 1.")
    pages: int
    found: int
    ending_soon: int | None
    csos: list[CSOState]
    districts: list[DistrictNamed]


@router.get("/cso")
async def list_csos(session: Session, request: Request, wanted: Annotated[Wanted, Query()]) -> CSOs:
    found, these = await page_of(session, wanted, clock.today(), wanted.page)
    rows = await session.scalars(select(CSO).where(CSO.id.in_(these)).order_by(CSO.name, CSO.edrpou))
    asked = wanted.model_dump(mode="json", exclude={"page"}, exclude_none=True, exclude_defaults=True)
    asked |= {"helped": str(wanted.helped).lower()} if wanted.helped is not None else {}
    return CSOs(
        **wanted.model_dump(),
        query=urlencode(asked),
        pages=max(1, -(-found // ON_A_PAGE)),
        found=found,
        ending_soon=await _ending_soon(session) if web.account_of(request) else None,
        csos=[cso.state() for cso in rows],
        districts=await districts_to_choose(session),
    )


async def _ending_soon(session: Session) -> int:
    soon = CSOFilter(memorandum=Partnership.ENDS_SOON).conditions(clock.today())
    return await session.scalar(select(func.count()).select_from(CSO).where(*soon)) or 0
