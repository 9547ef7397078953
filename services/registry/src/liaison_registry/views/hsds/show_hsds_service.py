"""Show a service with all that belongs to it (HSDS API 3.0, `/services/{id}`)."""

from typing import Any
from uuid import UUID

from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_registry.model import CatalogueService
from liaison_registry.model.hsds.hsds_questions import giver, whole_services

router = web.router(ANYBODY)


@router.get("/hsds/services/{service_id}")
async def show_hsds_service(session: Session, service_id: UUID) -> dict[str, Any]:
    service = await get(session, CatalogueService, service_id)
    [whole] = await whole_services(session, [service], await giver(session))
    return whole
