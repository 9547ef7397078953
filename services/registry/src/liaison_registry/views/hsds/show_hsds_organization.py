"""Show an organisation with its offices and services (HSDS API 3.0, `/organizations/{id}`)."""

from typing import Any
from uuid import UUID

from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model import CatalogueService, Office
from liaison_registry.model.hsds import hsds
from liaison_registry.model.hsds.hsds_questions import giver, whole_locations

router = web.router(ANYBODY)


@router.get("/hsds/organizations/{organization_id}")
async def show_hsds_organization(session: Session, organization_id: UUID) -> dict[str, Any]:
    one = await giver(session)
    if one is None or one["id"] != str(organization_id):
        raise NotFound
    places = await whole_locations(session, await session.scalars(select(Office.id)), one)
    services = await session.scalars(select(CatalogueService).order_by(CatalogueService.name))
    return one | {
        "locations": list(places.values()),
        "services": [hsds.service(service.state(), None) | {"organization_id": one["id"]} for service in services],
    }
