"""What the HSDS views ask the database: who gives the services, and the offices with their districts."""

from collections.abc import Iterable
from uuid import UUID

from liaison_contracts.registry import OfficeStatus
from liaison_kit import clock
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.hsds import hsds
from liaison_registry.model.hsds.hsds import Part
from liaison_registry.model.offices.office import Office
from liaison_registry.model.programme.programme import Programme
from liaison_registry.model.services.catalogue import CatalogueService
from liaison_registry.model.services.office_services import OfficeService
from liaison_registry.model.territory.district import District

AT_WORK = Office.status.in_([OfficeStatus.OPEN, OfficeStatus.SUSPENDED])
"""HSDS knows no state of a location: whom it tells of a planned or a closed office, it sends to a locked door."""


async def giver(session: AsyncSession) -> Part | None:
    """The one organisation; None before the commitment is adopted."""
    programme = await session.scalar(select(Programme))
    return hsds.organization(programme.state()) if programme else None


async def whole_locations(session: AsyncSession, ids: Iterable[UUID], of: Part | None) -> dict[UUID, Part]:
    """Those of these offices that are at work, as locations with all that belongs to them, by id."""
    offices = select(Office, District).join(District, District.id == Office.district_id)
    rows = await session.execute(offices.where(AT_WORK, Office.id.in_(list(ids))))
    return {office.id: hsds.whole_location(office.state(), district, of, clock.now()) for office, district in rows}


async def whole_services(session: AsyncSession, services: list[CatalogueService], of: Part | None) -> list[Part]:
    """These services with all that belongs to them, in their order."""
    ids = [one.id for one in services]
    offers = list(await session.scalars(select(OfficeService).where(OfficeService.service_id.in_(ids))))
    places = await whole_locations(session, {offer.office_id for offer in offers}, of)
    return [
        hsds.whole_service(
            one.state(),
            of,
            [
                (offer, places[offer.office_id])
                for offer in offers
                if offer.service_id == one.id and offer.office_id in places
            ],
        )
        for one in services
    ]
