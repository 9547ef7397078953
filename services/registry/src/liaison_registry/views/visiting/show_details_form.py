"""Show the form for an office's details: filled in with what residents read now."""

from typing import Annotated

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import Accessibility, OfficeState
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class DetailsForm(BaseModel):
    """`accessibility`: what can be there."""

    office: OfficeState
    accessibility: list[Accessibility]


@router.get("/offices/{slug}/details")
async def show_details_form(
    session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")], response: Response
) -> DetailsForm:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    tell_version(response, office.version)
    return DetailsForm(office=office.state(), accessibility=list(Accessibility))
