"""Change a service of the catalogue: every office that offers it now offers it as it is described here."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeServicesChanged
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session
from sqlalchemy import func, select

from liaison_registry.model import (
    AlreadyInCatalogue,
    CatalogueService,
    ServiceState,
    WrittenService,
    take_over_services,
    with_its_offices,
)

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/services/{service_id}")
async def change_service(
    session: Session, service_id: UUID, written: WrittenService, expected: IfMatch, response: Response
) -> ServiceState:
    service, offices = await with_its_offices(session, service_id)
    expected.must_be(service)
    others = select(CatalogueService.id).where(func.lower(CatalogueService.name) == written.name.lower())
    if await session.scalar(others.where(CatalogueService.id != service_id)):
        raise AlreadyInCatalogue
    service.describe(written)
    service.changed()
    for office in offices:
        await take_over_services(session, office)
        outbox.publish(session, OfficeServicesChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/services/{service.id}"
    tell_version(response, service.version)
    return service.state()
