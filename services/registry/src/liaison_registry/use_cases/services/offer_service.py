"""Offer a service at an office: residents can have it there from now on."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeServicesChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from sqlalchemy import select

from liaison_registry.model import (
    CatalogueService,
    OfferedAlready,
    Office,
    OfficeService,
    UnknownService,
    WrittenOffer,
    take_over_services,
)

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class Offer(WrittenOffer):
    """Which service of the catalogue, and what is different about it here."""

    service_id: UUID


@router.post("/offices/{office_id}/services", status_code=201)
async def offer_service(
    session: Session, worker: Worker, office_id: UUID, offer: Offer, response: Response
) -> OfficeState:
    office = await get_for_update(session, Office, office_id)
    worker.must_run(office_id)
    office.must_receive_people()
    service = await session.get(CatalogueService, offer.service_id, with_for_update={"read": True})
    if service is None:
        raise UnknownService
    service.must_be_active()
    known = select(OfficeService.id).where(OfficeService.office_id == office_id, OfficeService.service_id == service.id)
    if await session.scalar(known):
        raise OfferedAlready
    offered = OfficeService(id=new_id(), version=1, office_id=office_id, service_id=service.id)
    offered.describe(offer, clock.today(), worker.id)
    session.add(offered)
    await take_over_services(session, office)
    outbox.publish(session, OfficeServicesChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/services"
    return office.state()
