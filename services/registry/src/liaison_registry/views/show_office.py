"""Show an office: where it is, when it is open, what rooms it has."""

from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office

router = web.router()


class OfficePage(BaseModel):
    """One office."""

    office: OfficeState


@router.get("/offices/{slug}")
async def show_office(session: Session, slug: str) -> OfficePage:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    return OfficePage(office=office.state())
