"""Show staff what an office offers: what is to be looked at again, and what it does not offer yet."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CatalogueService, Office, ServiceState, is_stale, offers_of
from liaison_registry.model.services.catalogue import CatalogueStatus

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class OwnOffer(BaseModel):
    """`stale`: nobody has said for half a year that it is still true."""

    service_id: UUID
    name: str
    name_en: str
    week: dict[str, str]
    assured_on: date
    stale: bool


class Offers(BaseModel):
    """`others`: active services of the catalogue that this office does not offer."""

    office: OfficeState
    offers: list[OwnOffer]
    others: list[ServiceState]


@router.get("/offices/{slug}/services")
async def show_offers(session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")]) -> Offers:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    today, offers = clock.today(), await offers_of(session, office.id)
    active = select(CatalogueService).where(CatalogueService.status == CatalogueStatus.ACTIVE)
    offered = {service.id for _, service in offers}
    others = [one for one in await session.scalars(active.order_by(CatalogueService.name)) if one.id not in offered]
    return Offers(
        office=office.state(),
        offers=[
            OwnOffer(
                service_id=service.id,
                name=service.name,
                name_en=service.name_en,
                week=offer.week(),
                assured_on=offer.assured_on,
                stale=is_stale(offer.assured_on, today),
            )
            for offer, service in offers
        ],
        others=[one.state() for one in others],
    )
