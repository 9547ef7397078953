"""List the organisations that give services (HSDS API 3.0, `/organizations`): there is one."""

from typing import Annotated

from fastapi import Query
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_registry.model.hsds.hsds import HSDSPage, page_of
from liaison_registry.model.hsds.hsds_questions import giver

router = web.router(ANYBODY)


@router.get("/hsds/organizations")
async def list_hsds_organizations(
    session: Session,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=500)] = 50,
    search: Annotated[str, Query(max_length=200)] = "",
) -> HSDSPage:
    one = await giver(session)
    found = [one] if one and search.casefold() in f"{one['name']} {one.get('alternate_name')}".casefold() else []
    return page_of(found if page == 1 else [], len(found), page, per_page)
