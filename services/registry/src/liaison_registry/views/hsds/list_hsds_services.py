"""List the services of the catalogue (HSDS API 3.0, `/services`)."""

from typing import Annotated

from fastapi import Query
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import func, or_, select

from liaison_registry.model import CatalogueService, OneLine
from liaison_registry.model.hsds import hsds
from liaison_registry.model.hsds.hsds import HSDSPage, page_of
from liaison_registry.model.hsds.hsds_questions import giver, whole_services

router = web.router(ANYBODY)


@router.get("/hsds/services")
async def list_hsds_services(
    session: Session,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=500)] = 50,
    search: Annotated[OneLine, Query(max_length=200)] = "",
    full: Annotated[bool, Query(description="With all that belongs to each.")] = False,
) -> HSDSPage:
    columns = ("name", "name_en", "description", "description_en")
    matching = or_(*(getattr(CatalogueService, name).icontains(search, autoescape=True) for name in columns))
    total = await session.scalar(select(func.count()).select_from(CatalogueService).where(matching)) or 0
    ordered = select(CatalogueService).where(matching).order_by(CatalogueService.name)
    rows = list(await session.scalars(ordered.limit(per_page).offset((page - 1) * per_page)))
    of = await giver(session)
    contents = await whole_services(session, rows, of) if full else [hsds.service(one.state(), of) for one in rows]
    return page_of(contents, total, page, per_page)
