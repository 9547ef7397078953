"""Show the form for an office's hours: its week as it will hold, and the special days to come."""

from typing import Annotated

from fastapi import Path, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState, SpecialHours
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.offices.week import written

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class HoursForm(BaseModel):
    """`week`: what is written for each weekday, as far as it holds for ever; `coming`: special days not over yet."""

    office: OfficeState
    week: dict[str, str]
    coming: list[SpecialHours]


@router.get("/offices/{slug}/hours")
async def show_hours_form(
    session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")], response: Response
) -> HoursForm:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    state = office.state()
    tell_version(response, state.version)
    week = written([(one.weekday, one) for one in state.hours if one.valid_to is None])
    coming = [one for one in state.special_hours if one.to_day >= clock.today()]
    return HoursForm(office=state, week=week, coming=coming)
