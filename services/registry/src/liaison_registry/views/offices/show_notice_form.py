"""Show the form for an office's notice: what is up, to change or take down, or an empty one."""

from typing import Annotated

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.offices.notice import ShownNotice, last_notice_of

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class NoticeForm(BaseModel):
    """`notice`: what is up now; `until`: its time as a clock in Kyiv shows it, for the field of a form."""

    office: OfficeState
    notice: ShownNotice | None
    until: str
    version: int = Field(description="Of the last notice, up or not; 0 before the first.")


@router.get("/offices/{slug}/notice")
async def show_notice_form(
    session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")], response: Response
) -> NoticeForm:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    last = await last_notice_of(session, office.id)
    version = last.version if last else 0
    if last:
        tell_version(response, version)
    up = last.shown() if last and last.is_up(clock.now()) else None
    until = f"{up.until.astimezone(clock.KYIV):%Y-%m-%dT%H:%M}" if up else ""
    return NoticeForm(office=office.state(), notice=up, until=until, version=version)
