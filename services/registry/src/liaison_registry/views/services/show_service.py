"""Show a service: what it is, who may have it, what to bring, and at which offices on which terms."""

from datetime import date
from uuid import UUID

from fastapi import Response
from liaison_contracts.registry import OfficeState
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CatalogueService, Office, OfficeService, ServiceState, is_stale
from liaison_registry.model.services.catalogue import WrittenTerms

router = web.router(ANYBODY)


class OfferedAt(WrittenTerms):
    """An office that offers it, and what is different there; `week` is written by weekday, empty as the office is open.

    `stale`: nobody has said for half a year that it is still true.
    """

    office: OfficeState
    week: dict[str, str]
    phone: str | None
    assured_on: date
    stale: bool


class ServicePage(BaseModel):
    """In the order of the offices' names."""

    service: ServiceState
    offices: list[OfferedAt]


@router.get("/services/{service_id}")
async def show_service(session: Session, service_id: UUID, response: Response) -> ServicePage:
    service = await get(session, CatalogueService, service_id)
    tell_version(response, service.version)
    found = select(OfficeService, Office).join(Office, Office.id == OfficeService.office_id)
    rows = await session.execute(found.where(OfficeService.service_id == service_id).order_by(Office.name))
    today = clock.today()
    offices = [
        OfferedAt(
            office=office.state(),
            week=offer.week(),
            phone=offer.phone or office.phone,
            assured_on=offer.assured_on,
            stale=is_stale(offer.assured_on, today),
            **{name: getattr(offer, name) for name in WrittenTerms.model_fields},
        )
        for offer, office in rows
    ]
    return ServicePage(service=service.state(), offices=offices)
