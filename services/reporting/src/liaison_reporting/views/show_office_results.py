"""Show what one office achieved, in a year or all: its events by month, each of them, and its consultations."""

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
from sqlalchemy import extract, func, select

from liaison_reporting.model.contributions import DayFigure
from liaison_reporting.model.events import HeldEvent
from liaison_reporting.model.figures import Figure, Year, end_of_first_year, without_small
from liaison_reporting.model.network import OfficeCopy, current_programme
from liaison_reporting.model.projections import newest_fact_at

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
    """One office's events of one year, or of all (`year` is null), the newest first, and the months from the first
    event to the last, quiet ones too. `events_held` is about its first year, whatever was asked for.

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
    current_to: datetime | None


@router.get("/results/offices/{slug}")
async def show_office_results(
    session: Session, slug: str, year: Annotated[Year | None, LeftEmpty, Query()] = None
) -> OfficeResults:
    office = await session.scalar(select(OfficeCopy).where(OfficeCopy.slug == slug).limit(1))
    if office is None:
        raise NotFound
    programme = await session.scalar(current_programme())
    query = select(HeldEvent).where(HeldEvent.office_id == office.id)
    rows = await session.scalars(query.order_by(HeldEvent.held_on.desc(), HeldEvent.id))
    held = [_held(row, office) for row in rows]
    events = [one for one in held if year in {None, one.held_on.year}]
    consultations = await _consultations(session, office.id)
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
            now=sum(event.counts for event in held),
            goal=programme.goal("events_per_office") if programme else None,
        ),
        year=year,
        years=sorted({one.held_on.year for one in held} | consultations.keys(), reverse=True),
        consultations=consultations.get(year) if year else sum(consultations.values()) or None,
        attendance=sum(event.attendance for event in events),
        months=_by_month(events),
        events=events,
        current_to=await session.scalar(newest_fact_at()),
    )


async def _consultations(session: Session, office_id: UUID) -> dict[int, int]:
    """By year, those that are shown."""
    year = extract("year", DayFigure.day)
    given = select(year, func.sum(DayFigure.number)).where(DayFigure.place_id == office_id)
    counts = await session.execute(given.where(DayFigure.name.startswith("consultations/")).group_by(year))
    return without_small({int(one): int(number) for one, number in counts})


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


def _by_month(events: list[Held]) -> list[Month]:
    if not events:
        return []
    first, last = events[-1].held_on.replace(day=1), events[0].held_on
    months = [Month(month=first, events=0, attendance=0)]
    while months[-1].month < last.replace(day=1):
        months.append(Month(month=_next_month(months[-1].month), events=0, attendance=0))
    by_day = {month.month: month for month in months}
    for event in events:
        month = by_day[event.held_on.replace(day=1)]
        month.events += 1
        month.attendance += event.attendance
    return months


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
