"""Show staff an office's outreach days: those to come, and the form for one more."""

from typing import Annotated

from fastapi import Path
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState, OutreachDay
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class OutreachForm(BaseModel):
    """`coming`: from today on, cancelled ones included."""

    office: OfficeState
    coming: list[OutreachDay]


@router.get("/offices/{slug}/outreach")
async def show_outreach_form(session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")]) -> OutreachForm:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    return OutreachForm(office=office.state(), coming=office.outreach_from(clock.today()))
