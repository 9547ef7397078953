"""List what each office offers (HSDS API 3.0, `/service_at_locations`)."""

from typing import Annotated

from fastapi import Query
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import func, select

from liaison_registry.model import CatalogueService, Office, OfficeService
from liaison_registry.model.hsds import hsds
from liaison_registry.model.hsds.hsds import HSDSPage, page_of
from liaison_registry.model.hsds.hsds_questions import AT_WORK, giver, whole_locations

router = web.router(ANYBODY)
OF_MANY = {"phones", "schedules"}


@router.get("/hsds/service_at_locations")
async def list_hsds_service_at_locations(
    session: Session,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=500)] = 50,
    full: Annotated[bool, Query(description="With all that belongs to each.")] = False,
) -> HSDSPage:
    offered = select(func.count()).select_from(OfficeService).join(Office, Office.id == OfficeService.office_id)
    total = await session.scalar(offered.where(AT_WORK)) or 0
    joined = select(OfficeService, CatalogueService, Office).join(
        CatalogueService, CatalogueService.id == OfficeService.service_id
    )
    there = joined.join(Office, Office.id == OfficeService.office_id).where(AT_WORK)
    ordered = there.order_by(Office.name, CatalogueService.name)
    rows = list(await session.execute(ordered.limit(per_page).offset((page - 1) * per_page)))
    of = await giver(session)
    places = await whole_locations(session, {office.id for _, _, office in rows}, of) if full else {}
    contents = [
        hsds.service_at_location(
            offer, places.get(office.id) or hsds.location(office.state(), of), hsds.service(service.state(), of)
        )
        for offer, service, office in rows
    ]
    if not full:
        contents = [{name: part for name, part in one.items() if name not in OF_MANY} for one in contents]
    return page_of(contents, total, page, per_page)
