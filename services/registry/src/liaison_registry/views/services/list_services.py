"""List the services: a resident finds what the network helps with, and at which offices."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.registry import ServiceArea
from liaison_kit import web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import or_, select

from liaison_registry.model import CatalogueService, Office, OfficeService, OneLine, ServiceState
from liaison_registry.model.services.catalogue import CatalogueStatus

router = web.router(ANYBODY)


class Where(BaseModel):
    """An office that offers it."""

    slug: str
    name: str
    name_en: str
    status: str


class ServiceWithOffices(BaseModel):
    """One service, and where it is offered."""

    service: ServiceState
    offices: list[Where]


class Services(BaseModel):
    """In the order of their names; `retired`: those that are no longer given, instead of those that are."""

    q: str
    area: ServiceArea | None
    areas: list[ServiceArea]
    retired: bool
    services: list[ServiceWithOffices]


@router.get("/services")
async def list_services(
    session: Session,
    q: Annotated[OneLine, Query(max_length=200, description="Part of the name or the description.")] = "",
    area: Annotated[ServiceArea | None, LeftEmpty, Query()] = None,
    retired: Annotated[bool, Query()] = False,
) -> Services:
    columns = ("name", "name_en", "description", "description_en")
    matching = or_(*(getattr(CatalogueService, name).icontains(q, autoescape=True) for name in columns))
    status = CatalogueStatus.RETIRED if retired else CatalogueStatus.ACTIVE
    found = select(CatalogueService).where(CatalogueService.status == status, matching).order_by(CatalogueService.name)
    services = list(await session.scalars(found if area is None else found.where(CatalogueService.area == area)))
    offered = await session.execute(
        select(OfficeService.service_id, Office.slug, Office.name, Office.name_en, Office.status)
        .join(Office, Office.id == OfficeService.office_id)
        .order_by(Office.name)
    )
    where: dict[UUID, list[Where]] = {}
    for service_id, slug, name, name_en, standing in offered:
        where.setdefault(service_id, []).append(Where(slug=slug, name=name, name_en=name_en, status=standing))
    return Services(
        q=q,
        area=area,
        areas=list(ServiceArea),
        retired=retired,
        services=[ServiceWithOffices(service=one.state(), offices=where.get(one.id, [])) for one in services],
    )
