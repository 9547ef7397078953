"""List the offices: a resident finds the nearest, one that is open now, or one that offers what is needed."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Request
from liaison_contracts.registry import Accessibility, OfficeState, OfficeStatus
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_registry.model import CatalogueService, Office, OfficeService, ServiceState
from liaison_registry.model.offices.notice import ShownNotice, notices_up
from liaison_registry.model.offices.public_holidays import kept_holidays
from liaison_registry.model.services.catalogue import CatalogueStatus
from liaison_registry.model.territory.district_choice import DistrictNamed, districts_to_choose

router = web.router(ANYBODY)
ON_A_PAGE = 50


class Wanted(BaseModel):
    """What was asked for; nothing: all of them."""

    district: UUID | None
    service: UUID | None
    open_now: bool
    step_free: bool


class Offices(BaseModel):
    """One page, in the order of their names; what was asked for, and what could be. `found` counts all that match."""

    offices: list[OfficeState]
    notices_up: dict[UUID, ShownNotice] = Field(description="What offices of this page tell residents for now, by id.")
    page: int = Field(description="From 1.")
    pages: int
    found: int
    query: str = Field(description="What was asked for, for the address of another page.")
    wanted: Wanted
    districts: list[DistrictNamed]
    services: list[ServiceState]


@router.get("/offices")
async def list_offices(
    session: Session,
    request: Request,
    district: Annotated[UUID | None, LeftEmpty, Query()] = None,
    service: Annotated[UUID | None, LeftEmpty, Query(description="One of the catalogue that it offers.")] = None,
    open_now: Annotated[bool, Query(description="Only those whose door is open.")] = False,
    step_free: Annotated[bool, Query(description="Only those with a step-free entrance.")] = False,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Offices:
    found = select(Office).order_by(Office.name, Office.id)
    if district is not None:
        found = found.where(Office.district_id == district)
    if service is not None:
        found = found.where(Office.id.in_(select(OfficeService.office_id).where(OfficeService.service_id == service)))
    if step_free:
        found = found.where(Office.accessibility.contains([Accessibility.STEP_FREE_ENTRANCE.value]))
    if open_now:
        now = clock.now().astimezone(clock.KYIV)
        shut = kept_holidays(request.app.state.settings, now.date())
        at_work = await session.scalars(found.where(Office.status == OfficeStatus.OPEN))
        matching = [one for one in at_work if one.is_open_at(now, shut)]
        number, offices = len(matching), matching[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    else:
        number = await session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
        offices = list(await session.scalars(found.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)))
    asked = {"district": district, "service": service, "open_now": open_now, "step_free": step_free}
    active = select(CatalogueService).where(CatalogueService.status == CatalogueStatus.ACTIVE)
    return Offices(
        offices=[office.state() for office in offices],
        notices_up=await notices_up(session, offices, clock.now()),
        page=page,
        pages=max(1, -(-number // ON_A_PAGE)),
        found=number,
        query=urlencode({name: str(value).lower() for name, value in asked.items() if value}),
        wanted=Wanted(district=district, service=service, open_now=open_now, step_free=step_free),
        districts=await districts_to_choose(session),
        services=[one.state() for one in await session.scalars(active.order_by(CatalogueService.name))],
    )
