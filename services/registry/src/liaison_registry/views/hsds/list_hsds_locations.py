"""List the offices as locations with all that belongs to them; HSDS API 3.0 has no such list, its tools expect one."""

from typing import Annotated

from fastapi import Query
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import func, select

from liaison_registry.model import Office
from liaison_registry.model.hsds.hsds import HSDSPage, page_of
from liaison_registry.model.hsds.hsds_questions import AT_WORK, giver, whole_locations

router = web.router(ANYBODY)


@router.get("/hsds/locations")
async def list_hsds_locations(
    session: Session,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=500)] = 50,
) -> HSDSPage:
    total = await session.scalar(select(func.count()).select_from(Office).where(AT_WORK)) or 0
    ordered = select(Office.id).where(AT_WORK).order_by(Office.name).limit(per_page).offset((page - 1) * per_page)
    ids = list(await session.scalars(ordered))
    places = await whole_locations(session, ids, await giver(session))
    return page_of([places[one] for one in ids], total, page, per_page)
