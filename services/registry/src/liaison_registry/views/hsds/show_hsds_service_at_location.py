"""Show what one office offers of one service (HSDS API 3.0, `/service_at_locations/{id}`)."""

from typing import Any
from uuid import UUID

from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_registry.model import CatalogueService, OfficeService
from liaison_registry.model.hsds import hsds
from liaison_registry.model.hsds.hsds_questions import giver, whole_locations

router = web.router(ANYBODY)


@router.get("/hsds/service_at_locations/{offer_id}")
async def show_hsds_service_at_location(session: Session, offer_id: UUID) -> dict[str, Any]:
    offer = await get(session, OfficeService, offer_id)
    service, of = await get(session, CatalogueService, offer.service_id), await giver(session)
    places = await whole_locations(session, [offer.office_id], of)
    if offer.office_id not in places:
        raise NotFound
    return hsds.service_at_location(offer, places[offer.office_id], hsds.service(service.state(), of))
