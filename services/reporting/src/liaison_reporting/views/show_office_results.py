"""Show what one office achieved, in a year or all: its events by month, a page of them, and its consultations."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import Integer, Row, Select, and_, func, or_, select

from liaison_reporting.model.consultations import consultations_shown
from liaison_reporting.model.contributions import MonthFigure
from liaison_reporting.model.events import HeldEvent
from liaison_reporting.model.figures import Figure, Year, end_of_first_year
from liaison_reporting.model.months import months_between
from liaison_reporting.model.network import OfficeCopy, current_programme
from liaison_reporting.model.projections import newest_fact_at

ON_A_PAGE = 100

router = web.router(ANYBODY)


class Held(BaseModel):
    """One event that took place; `counts` says whether it lies in the office's first year."""

    event_id: UUID
    title: str
    kind: str
    tools: list[str]
    held_on: date
    attendance: int
    counts: bool


class Month(BaseModel):
    """One month's events; `month` is its first day."""

    month: date
    events: int
    attendance: int


class OfficeResults(BaseModel):
    """One office's events of one year, or of all (`year` is null): those of one page, the newest first, and the months
    from the first event to the last, quiet ones too. `events_held` is about its first year, whatever was asked for.

    `years`: those in which an event was held, or of which consultations are shown.
    """

    office_id: UUID
    slug: str
    name: str
    name_en: str
    district_name: str
    district_name_en: str
    opened_on: date | None
    counts_before: date | None
    events_held: Figure
    year: int | None
    years: list[int]
    consultations: int | None = Field(
        description="Null: fewer than five in each year, which is not told. Of all years, those with five or more."
    )
    attendance: int
    months: list[Month]
    events: list[Held]
    number: int
    pages: int
    current_to: datetime | None


@router.get("/results/offices/{slug}")
async def show_office_results(
    session: Session,
    slug: str,
    year: Annotated[Year | None, LeftEmpty, Query()] = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> OfficeResults:
    office = await session.scalar(select(OfficeCopy).where(OfficeCopy.slug == slug).limit(1))
    if office is None:
        raise NotFound
    programme = await current_programme(session)
    of_office = HeldEvent.office_id == office.id
    wanted = and_(of_office, HeldEvent.held_on.between(date(year, 1, 1), date(year, 12, 31))) if year else of_office
    newest = select(HeldEvent).where(wanted).order_by(HeldEvent.held_on.desc(), HeldEvent.id)
    rows = await session.scalars(newest.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))
    held = (await session.execute(_months(office.id))).all()
    months = _by_month([one for one in held if year in (None, one[0].year)])
    consultations = (await consultations_shown(session, MonthFigure.place_id == office.id)).get(office.id, {})
    return OfficeResults(
        office_id=office.id,
        slug=office.slug,
        name=office.name,
        name_en=office.name_en,
        district_name=office.district_name,
        district_name_en=office.district_name_en,
        opened_on=office.opened_on,
        counts_before=end_of_first_year(office.opened_on) if office.opened_on else None,
        events_held=Figure(
            now=await _in_first_year(session, office),
            goal=programme.goal("events_per_office") if programme else None,
        ),
        year=year,
        years=sorted({*(one[0].year for one in held), *consultations}, reverse=True),
        consultations=consultations.get(year) if year else sum(consultations.values()) or None,
        attendance=sum(month.attendance for month in months),
        months=months,
        events=[_held(row, office) for row in rows],
        number=page,
        pages=max(1, -(-sum(month.events for month in months) // ON_A_PAGE)),
        current_to=await newest_fact_at(session),
    )


async def _in_first_year(session: Session, office: OfficeCopy) -> int:
    """How many events count."""
    if office.opened_on is None:
        return 0
    first_year = (HeldEvent.held_on >= office.opened_on, HeldEvent.held_on < end_of_first_year(office.opened_on))
    count = select(func.count()).where(HeldEvent.office_id == office.id, *first_year)
    return await session.scalar(count) or 0


def _held(row: HeldEvent, office: OfficeCopy) -> Held:
    return Held(
        event_id=row.id,
        title=row.title,
        kind=row.kind,
        tools=row.tools,
        held_on=row.held_on,
        attendance=row.attendance,
        counts=office.counts(row.held_on),
    )


def _months(office_id: UUID) -> Select[date, int, int]:
    events, visits = MonthFigure.name.startswith("events/"), MonthFigure.name.startswith("visits/")
    held, came = (func.coalesce(func.sum(MonthFigure.number).filter(one), 0).cast(Integer) for one in (events, visits))
    query = select(MonthFigure.month, held, came).where(MonthFigure.place_id == office_id, or_(events, visits))
    return query.group_by(MonthFigure.month).order_by(MonthFigure.month)


def _by_month(rows: Sequence[Row[date, int, int]]) -> list[Month]:
    held = {month: (events, attendance) for month, events, attendance in rows}
    if not held:
        return []
    months = ((month, *held.get(month, (0, 0))) for month in months_between(min(held), max(held)))
    return [Month(month=month, events=events, attendance=attendance) for month, events, attendance in months]
