"""List the offices: a resident finds the nearest, one that is open now, or one that offers what is needed."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.registry import Accessibility, DistrictState, OfficeState
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Empty, Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CatalogueService, District, Office, OfficeService, ServiceState
from liaison_registry.model.catalogue import CatalogueStatus

router = web.router(ANYBODY)


class Wanted(BaseModel):
    """What was asked for; nothing: all of them."""

    district: UUID | None
    service: UUID | None
    open_now: bool
    step_free: bool


class Offices(BaseModel):
    """In the order of their names; what was asked for, and what could be."""

    offices: list[OfficeState]
    wanted: Wanted
    districts: list[DistrictState]
    services: list[ServiceState]


@router.get("/offices")
async def list_offices(
    session: Session,
    district: Annotated[UUID | None, Empty, Query()] = None,
    service: Annotated[UUID | None, Empty, Query(description="One of the catalogue that it offers.")] = None,
    open_now: Annotated[bool, Query(description="Only those whose door is open.")] = False,
    step_free: Annotated[bool, Query(description="Only those with a step-free entrance.")] = False,
) -> Offices:
    found = select(Office).order_by(Office.name)
    if district is not None:
        found = found.where(Office.district_id == district)
    if service is not None:
        found = found.where(Office.id.in_(select(OfficeService.office_id).where(OfficeService.service_id == service)))
    if step_free:
        found = found.where(Office.accessibility.contains([Accessibility.STEP_FREE_ENTRANCE.value]))
    now = clock.now().astimezone(clock.KYIV)
    offices = [one for one in await session.scalars(found) if not open_now or one.is_open_at(now)]
    active = select(CatalogueService).where(CatalogueService.status == CatalogueStatus.ACTIVE)
    return Offices(
        offices=[office.state() for office in offices],
        wanted=Wanted(district=district, service=service, open_now=open_now, step_free=step_free),
        districts=[one.state() for one in await session.scalars(select(District).order_by(District.name))],
        services=[one.state() for one in await session.scalars(active.order_by(CatalogueService.name))],
    )
