"""What reports stand on: of which places and days they are, and all that was counted there, month by month."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from liaison_kit import clock
from liaison_kit.errors import NotFound
from sqlalchemy import ColumnElement, Date, Uuid, bindparam, cast, column, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from liaison_reporting.model.contributions import MonthFigure, figures_by_months
from liaison_reporting.model.levels import Level, levels
from liaison_reporting.model.months import next_month
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, district_of_then
from liaison_reporting.model.people import YearShown, years_shown
from liaison_reporting.model.reports.report import Asked

Wanted = Callable[["Counted"], bool]
Place = TypeVar("Place")
FAMILIES = ("events", "visits", "event_tools", "room_minutes", "groups_formed")
"""What is counted at offices; people are what `years` and `answers` show."""


@dataclass(frozen=True)
class Counted:
    """How much of a family of figures (`visits`) an office counted in a month, and in which district that was."""

    office_id: UUID
    district_id: UUID | None
    month: date
    family: str
    number: int


@dataclass(frozen=True)
class Part:
    """How much of one figure (`visits/training`) an office counted on all days asked about."""

    office_id: UUID
    district_id: UUID | None
    name: str
    number: int


@dataclass(frozen=True)
class Ground:
    """`ever`: all that was counted until `last`, in every district and office, whatever is asked about; `parts`: of
    what was counted, how much of each kind, tool and room.

    `years`: what is shown of people, of all offices; `answers`: by office and month, those to how events were.

    `study_answers`: by district and month, those to studies of needs.
    """

    asked: Asked
    today: date
    first: date
    last: date
    districts: dict[UUID, DistrictCopy]
    offices: dict[UUID, OfficeCopy]
    office: OfficeCopy | None
    district: DistrictCopy | None
    counted: list[Counted]
    parts: list[Part]
    ever: list[Counted]
    years: dict[int, YearShown]
    answers: dict[tuple[UUID, date], int]
    study_answers: dict[tuple[UUID, date], int]
    population: dict[UUID, Level]
    baseline: dict[UUID, Level]

    def sum(self, family: str, wanted: Wanted = lambda _: True) -> int:
        return sum(one.number for one in self.counted if one.family == family and wanted(one))

    def district_on(self, office: OfficeCopy, day: date) -> UUID | None:
        return district_of_then(self.districts, office.district_on(day), day)

    def in_district(self, district_id: UUID | None, day: date) -> list[UUID]:
        return [one.id for one in self.offices.values() if self.district_on(one, day) == district_id]

    def whole_year(self, year: int) -> bool:
        """Whether all of it that is over is asked about."""
        return self.first <= date(year, 1, 1) <= self.last and self._is_over(date(year + 1, 1, 1))

    def whole_month(self, month: date) -> bool:
        return self.first <= month <= self.last and self._is_over(next_month(month))

    def _is_over(self, end: date) -> bool:
        return self.last >= min(end - timedelta(days=1), self.today)


async def ground(session: AsyncSession, asked: Asked) -> Ground:
    """NotFound if there is no such office or district."""
    today = clock.today()
    first, last = asked.days(today)
    districts = {one.id: one for one in await session.scalars(select(DistrictCopy))}
    in_order = select(OfficeCopy).order_by(OfficeCopy.name, OfficeCopy.id)
    offices = {one.id: one for one in await session.scalars(in_order)}
    office = _named(offices.values(), lambda one: one.slug == asked.office) if asked.office else None
    # The newest of a code: a split may leave it to a successor.
    newest = sorted(districts.values(), key=lambda one: one.joined_on or date.min, reverse=True)
    district = _named(newest, lambda one: one.code == asked.district) if asked.district else None
    counted, parts, ever = await _counted(session, asked, districts, list(offices.values()), first, last)

    def asked_about(one: Counted | Part) -> bool:
        of_office = office is None or one.office_id == office.id
        return of_office and (district is None or one.district_id == district.id)

    return Ground(
        asked=asked,
        today=today,
        first=first,
        last=last,
        districts=districts,
        offices=offices,
        office=office,
        district=district,
        counted=list(filter(asked_about, counted)),
        parts=list(filter(asked_about, parts)),
        ever=ever,
        years=await years_shown(session, offices, first, last, today),
        answers=await _answers(session, offices, "event"),
        study_answers=await _answers(session, districts, "needs"),
        population=await levels(session, "population", districts),
        baseline=await levels(session, "baseline", districts),
    )


def since_ever(stood: Ground) -> Ground:
    """The same until its last day, of all districts and offices; without parts, and without kinds of people."""
    asked = stood.asked.model_copy(update=dict.fromkeys(["year", "first", "last", "office", "district"]))
    return replace(stood, asked=asked, first=date.min, office=None, district=None, counted=stood.ever, parts=[])


def _named(places: Iterable[Place], named: Callable[[Place], bool]) -> Place:
    found = next(filter(named, places), None)
    if found is None:
        raise NotFound
    return found


async def _counted(
    session: AsyncSession,
    asked: Asked,
    districts: dict[UUID, DistrictCopy],
    offices: list[OfficeCopy],
    first: date,
    last: date,
) -> tuple[list[Counted], list[Part], list[Counted]]:
    """On the days asked about, their parts, and ever until the last of them."""
    stays = [(one.id, *stay) for one in offices for stay in _stays(one, districts)]
    types: dict[str, TypeEngine[Any]] = {"office_id": Uuid(), "since": Date(), "until": Date(), "district_id": Uuid()}
    listed: list[ColumnElement[Any]] = [
        bindparam(name, [stay[place] for stay in stays], type_=ARRAY(types[name], dimensions=1))
        for place, name in enumerate(types)
    ]
    stay = func.unnest(*listed).table_valued(*(column(name, type_) for name, type_ in types.items()), name="stay")
    stay = stay.render_derived()
    turns = [first, last + timedelta(days=1), *(since for _, since, _, _ in stays)]
    found = figures_by_months(asked.known_until, turns, "events", "groups")
    month = cast(func.date_trunc("month", found.c.day), Date)
    family = func.split_part(found.c.name, "/", 1)
    of = (stay.c.office_id, stay.c.district_id)
    then = func.sum(found.c.number).filter(found.c.day >= first)
    there = (stay.c.office_id == found.c.place_id) & (found.c.day >= stay.c.since) & (found.c.day < stay.c.until)
    query = select(*of, month, family, found.c.name, then, func.sum(found.c.number)).select_from(found)
    query = query.join(stay, there).where(found.c.day <= last, family.in_(FAMILIES))
    query = query.group_by(func.grouping_sets(tuple_(*of, month, family), tuple_(*of, found.c.name)))
    counted, parts, ever = [], [], []
    for office, district, begins, of_family, name, number, in_all in await session.execute(query):
        if begins is None:
            if number is not None:
                parts.append(Part(office, district, name, int(number)))
            continue
        ever.append(Counted(office, district, begins, of_family, int(in_all)))
        if number is not None:
            counted.append(Counted(office, district, begins, of_family, int(number)))
    return counted, parts, ever


def _stays(office: OfficeCopy, districts: dict[UUID, DistrictCopy]) -> list[tuple[date, date, UUID | None]]:
    """In which district it was from which day to which, the second not included."""
    turns = {date.fromisoformat(one["until"]) for one in office.former_districts}
    turns |= {one.joined_on for one in districts.values() if one.joined_on}
    begins = sorted({date.min, *turns})
    ends = [*begins[1:], date.max]
    return [
        (since, until, district_of_then(districts, office.district_on(since), since))
        for since, until in zip(begins, ends, strict=True)
    ]


async def _answers(session: AsyncSession, places: Collection[UUID], to: str) -> dict[tuple[UUID, date], int]:
    rows = select(MonthFigure.place_id, MonthFigure.month, MonthFigure.number)
    rows = rows.where(MonthFigure.place_id.in_(places), MonthFigure.name == f"answers/{to}")
    return {(place, month): number for place, month, number in await session.execute(rows)}
