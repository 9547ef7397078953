"""Show an office: where it is, when it is open, what rooms it has."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Path
from liaison_contracts.registry import OfficeState, OpeningHours
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office

router = web.router(ANYBODY)


class OpeningDay(BaseModel):
    """One day of the present week; no hours: closed."""

    day: date
    hours: list[OpeningHours]


class OfficePage(BaseModel):
    """One office, and its hours from this Monday to Sunday."""

    office: OfficeState
    open_now: bool
    week: list[OpeningDay]


@router.get("/offices/{slug}")
async def show_office(session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")]) -> OfficePage:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    state = office.state()
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    hours = sorted(state.hours, key=lambda one: one.opens)
    week = [
        OpeningDay(day=monday + timedelta(days=n), hours=[one for one in hours if one.weekday == n + 1])
        for n in range(7)
    ]
    return OfficePage(office=state, open_now=office.is_open_at(clock.now().astimezone(clock.KYIV)), week=week)
