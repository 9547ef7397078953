"""Show an office: where it is, when it is open, what rooms it has."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Path, Request, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState, OutreachDay, Span, SpecialHours
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, account_of
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Office, hours_on, is_stale
from liaison_registry.model.offices.notice import ShownNotice, notices_up
from liaison_registry.model.offices.public_holidays import kept_holidays
from liaison_registry.model.offices.shown_preparation import Preparation, preparation_of
from liaison_registry.model.offices.structured_data import office_for_machines

router = web.router(ANYBODY)


class OpeningDay(BaseModel):
    """One day of the present week; no hours: closed."""

    day: date
    hours: list[Span]


class OfficePage(BaseModel):
    """One office, and its hours from this Monday to Sunday; `opens_next` within a week, null if it does not.

    `coming`: days with other hours, this week's and later ones; `outreach`: days in villages, from today on;
    `notice_up`: what it tells residents for now; beside `office.notice`, which says why it is shut;
    `unchecked`: how many of its services nobody has looked at for half a year; `preparation`: for those who run it.
    """

    office: OfficeState
    notice_up: ShownNotice | None
    open_now: bool
    opens_next: datetime | None
    week: list[OpeningDay]
    coming: list[SpecialHours]
    preparation: Preparation | None = None
    outreach: list[OutreachDay]
    unchecked: int
    for_machines: dict[str, Any] = Field(exclude=True)


@router.get("/offices/{slug}")
async def show_office(
    session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")], request: Request, response: Response
) -> OfficePage:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    state = office.state()
    tell_version(response, state.version)
    today = clock.today()
    shut = kept_holidays(request.app.state.settings, today)
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    week = [OpeningDay(day=day, hours=hours_on(day, state.hours, state.special_hours, shut)) for day in days]
    now, account = clock.now().astimezone(clock.KYIV), account_of(request)
    runs = account and account.has(Role.WORKER, Role.COORDINATOR) and account.may_run(office.id)
    return OfficePage(
        office=state,
        notice_up=(await notices_up(session, [office], now)).get(office.id),
        open_now=office.is_open_at(now, shut),
        opens_next=office.opens_next(now, shut),
        week=week,
        coming=[one for one in state.special_hours if one.to_day >= monday],
        preparation=await preparation_of(session, office, today) if runs else None,
        outreach=office.outreach_from(today),
        unchecked=sum(one.assured_on is not None and is_stale(one.assured_on, today) for one in state.services),
        for_machines=office_for_machines(state, request.app.state.settings.url.rstrip("/"), today),
    )
