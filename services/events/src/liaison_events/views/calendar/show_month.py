"""Show a month: a resident sees on which days something is on, and goes from month to month."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Date, cast, func, select

from liaison_events.model import Event
from liaison_events.model.calendar.calendar import CalendarFilter, OfficeChoice, choosable_offices, in_days, next_month

router = web.router(ANYBODY)

ON_A_DAY = 3
"""Events that a day of the month names; its list has the others."""


class Wanted(CalendarFilter):
    """One month of the calendar."""

    month: Annotated[str | None, LeftEmpty] = Field(
        None, pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$", description="For example 2026-05; without it the present one."
    )


class MonthEvent(BaseModel):
    """An event as a day of the month names it."""

    id: UUID
    title: str
    kind: str
    status: str
    starts_at: datetime
    ends_at: datetime
    office_name: str
    office_name_en: str


class Day(BaseModel):
    """The first events of a day, and how many it has in all; `inside`: it belongs to the month."""

    day: date
    inside: bool
    found: int
    events: list[MonthEvent]


class Month(CalendarFilter):
    """Weeks from Monday to Sunday, by Kyiv time. `previous` and `next` are months as one asks for them.

    `query`: the filter as in an address.
    """

    first: date
    today: date
    month: str
    previous: str
    next: str
    weeks: list[list[Day]]
    found: int
    offices: list[OfficeChoice]
    query: str


@router.get("/events/month")
async def show_month(session: Session, wanted: Annotated[Wanted, Query()]) -> Month:
    offices, now, today = await choosable_offices(session), clock.now(), clock.today()
    first = date.fromisoformat(f"{wanted.month}-01") if wanted.month else today.replace(day=1)
    after = next_month(first)
    days = await _days(session, [*wanted.conditions(offices, now), *in_days(first, after, now)])
    monday = first - timedelta(days=first.weekday())
    all_days = [monday + timedelta(days=number) for number in range(-(-(after - monday).days // 7) * 7)]
    cells = [_cell(day, first <= day < after, days.get(day)) for day in all_days]
    return Month(
        **wanted.model_dump(exclude={"month"}),
        first=first,
        today=today,
        month=f"{first:%Y-%m}",
        previous=f"{first - timedelta(days=1):%Y-%m}",
        next=f"{after:%Y-%m}",
        weeks=[cells[start : start + 7] for start in range(0, len(cells), 7)],
        found=sum(cell.found for cell in cells),
        offices=offices,
        query=wanted.address(),
    )


async def _days(session: Session, chosen: list[ColumnElement[bool]]) -> dict[date, tuple[int, list[MonthEvent]]]:
    """Of each day that has events how many they are, and the first ones."""
    day = cast(func.timezone(clock.KYIV.key, Event.starts_at), Date)
    number = func.row_number().over(partition_by=day, order_by=(Event.starts_at, Event.id)).label("number")
    counted = select(Event.id, day.label("day"), number, func.count().over(partition_by=day).label("found"))
    ranked = counted.where(*chosen).subquery()
    columns = [getattr(Event, name) for name in MonthEvent.model_fields]
    first = select(ranked.c.day, ranked.c.found, *columns).join(ranked, ranked.c.id == Event.id)
    days: dict[date, tuple[int, list[MonthEvent]]] = {}
    for row in await session.execute(first.where(ranked.c.number <= ON_A_DAY).order_by(Event.starts_at, Event.id)):
        days.setdefault(row.day, (row.found, []))[1].append(MonthEvent.model_validate(row, from_attributes=True))
    return days


def _cell(day: date, inside: bool, known: tuple[int, list[MonthEvent]] | None) -> Day:
    found, events = known or (0, [])
    return Day(day=day, inside=inside, found=found, events=events)
