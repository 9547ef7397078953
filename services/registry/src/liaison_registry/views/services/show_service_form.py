"""Show the form for a service of the catalogue: an empty one, or what it says now."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import ServiceArea
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_registry.model import CatalogueService, ServiceState

router = web.router(for_the_network(Role.COORDINATOR))


class ServiceForm(BaseModel):
    """`service`: none for a new one."""

    service: ServiceState | None
    areas: list[ServiceArea]


@router.get("/services/new")
@router.get("/services/{service_id}/change")
async def show_service_form(session: Session, response: Response, service_id: UUID | None = None) -> ServiceForm:
    if service_id is None:
        return ServiceForm(service=None, areas=list(ServiceArea))
    service = await get(session, CatalogueService, service_id)
    tell_version(response, service.version)
    return ServiceForm(service=service.state(), areas=list(ServiceArea))
