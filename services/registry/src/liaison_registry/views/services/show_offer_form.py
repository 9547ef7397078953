"""Show the form for what an office says of one service: filled in with what it says now."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import CatalogueService, Office, OfficeService, ServiceState
from liaison_registry.model.services.catalogue import WrittenTerms

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class OfferForm(BaseModel):
    """`service`: what the catalogue says; `own`: what the office says instead, with `version` as its ETag."""

    office: OfficeState
    service: ServiceState
    own: WrittenTerms
    week: dict[str, str]
    phone: str | None
    version: int


@router.get("/offices/{slug}/services/{service_id}")
async def show_offer_form(
    session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")], service_id: UUID, response: Response
) -> OfferForm:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    here = select(OfficeService).where(OfficeService.office_id == office.id, OfficeService.service_id == service_id)
    offer = await session.scalar(here)
    if offer is None:
        raise NotFound
    service = await get(session, CatalogueService, service_id)
    tell_version(response, offer.version)
    own = WrittenTerms.model_validate(offer, from_attributes=True)
    return OfferForm(
        office=office.state(),
        service=service.state(),
        own=own,
        week=offer.week(),
        phone=offer.phone,
        version=offer.version,
    )
