"""Add a service to the network's catalogue: offices may offer it from now on.

No fact: the world hears of a service when an office offers it.
"""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from sqlalchemy import func, select, text

from liaison_registry.model import AlreadyInCatalogue, CatalogueService, ServiceState, WrittenService

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/services", status_code=201)
async def add_service(session: Session, written: WrittenService, response: Response) -> ServiceState:
    # One at a time, so that two coordinators cannot add the same service at the same moment.
    await session.execute(text("lock table service in share row exclusive mode"))
    if await session.scalar(
        select(CatalogueService.id).where(func.lower(CatalogueService.name) == written.name.lower())
    ):
        raise AlreadyInCatalogue
    service = CatalogueService(id=new_id(), version=1, status="active")
    service.describe(written)
    session.add(service)
    response.headers["Location"] = f"/services/{service.id}"
    return service.state()
