"""Retire a service: it is withdrawn wherever it was offered, and no office may offer it again."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeServicesChanged
from liaison_kit import clock, outbox, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from sqlalchemy import delete

from liaison_registry.model import OfficeService, ServiceState, take_over_services, with_its_offices

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/services/{service_id}/retirement")
async def retire_service(session: Session, service_id: UUID, response: Response) -> ServiceState:
    service, offices = await with_its_offices(session, service_id)
    await session.execute(delete(OfficeService).where(OfficeService.service_id == service_id))
    service.retire()
    for office in offices:
        await take_over_services(session, office)
        outbox.publish(session, OfficeServicesChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/services/{service.id}"
    return service.state()
