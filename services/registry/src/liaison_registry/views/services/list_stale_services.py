"""List what nobody has looked at for half a year: staff ask the offices whether it is still true."""

from datetime import date

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CatalogueService, Office, OfficeService, is_stale

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class StaleOffer(BaseModel):
    """A service at an office, and the day on which the office last said that it is true."""

    office_slug: str
    office_name: str
    office_name_en: str
    service_name: str
    service_name_en: str
    assured_on: date


class StaleOffers(BaseModel):
    """The oldest first."""

    offers: list[StaleOffer]


@router.get("/services/unchecked")
async def list_stale_services(session: Session) -> StaleOffers:
    rows = await session.execute(
        select(OfficeService.assured_on, Office, CatalogueService)
        .join(Office, Office.id == OfficeService.office_id)
        .join(CatalogueService, CatalogueService.id == OfficeService.service_id)
        .order_by(OfficeService.assured_on, Office.name, CatalogueService.name)
    )
    return StaleOffers(
        offers=[
            StaleOffer(
                office_slug=office.slug,
                office_name=office.name,
                office_name_en=office.name_en,
                service_name=service.name,
                service_name_en=service.name_en,
                assured_on=assured_on,
            )
            for assured_on, office, service in rows
            if is_stale(assured_on, clock.today())
        ]
    )
