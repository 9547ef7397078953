"""Show the form for an office's site, or after the opening its address: what is known, to be put right."""

from typing import Annotated

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office

router = web.router(only(Role.COORDINATOR))


class SiteForm(BaseModel):
    """The office as it is known."""

    office: OfficeState


@router.get("/offices/{slug}/site")
async def show_site_form(
    session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")], response: Response
) -> SiteForm:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    tell_version(response, office.version)
    return SiteForm(office=office.state())
