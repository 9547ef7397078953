"""Figures of people helped and of people who came, as they may be shown: by office and whole years, see privacy.py."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from itertools import product
from uuid import UUID

from liaison_contracts.consultations import ConsultationOutcome
from liaison_contracts.events import AgeGroup, ParticipationTool, Sex
from sqlalchemy import Date, cast, extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import DayFigure
from liaison_reporting.model.events import HeldEvent
from liaison_reporting.model.figures import SMALL
from liaison_reporting.model.privacy import TOTAL, Key, shown

TOOLS = (*(tool.value for tool in ParticipationTool), "other")
OUTCOMES = tuple(outcome.value for outcome in ConsultationOutcome)
SEXES, AGES = tuple(sex.value for sex in Sex), tuple(age.value for age in AgeGroup)
UNKNOWN = f"{Sex.UNKNOWN}/{AgeGroup.UNKNOWN}"
Helped = dict[tuple[UUID, date, str], int]
"""How many were helped at an office in a month, by `tool/outcome`."""


class YearShown:
    """What is shown of one year, by an office's id and a name, or TOTAL in place of either."""

    def __init__(self, year: int, helped: Helped, came: dict[Key, int], today: date) -> None:
        self._year, self._helped, self._came, self._today = year, helped, came, today

    @cached_property
    def kinds(self) -> dict[Key, int]:
        """Consultations by `tool/outcome`."""
        numbers = defaultdict[Key, int](int)
        for (office, _, kind), number in self._helped.items():
            numbers[office, kind] += number
        names = {str(kind) for _, kind in numbers} | {f"{tool}/{outcome}" for tool, outcome in product(TOOLS, OUTCOMES)}
        return _shown(numbers, sorted(names))

    @cached_property
    def months(self) -> dict[Key, int]:
        """Consultations by the first day of a month, written."""
        numbers = defaultdict[Key, int](int)
        for (office, month, _), number in self._helped.items():
            numbers[office, str(month)] += number
        months = [date(self._year, month, 1) for month in range(1, 13)]
        return _shown(numbers, [str(month) for month in months if month <= self._today])

    @cached_property
    def came(self) -> dict[Key, int]:
        """People who came, by `sex/age group`."""
        return _shown(self._came, [f"{sex}/{age}" for sex, age in product(SEXES, AGES)])


def added(numbers: Iterable[int | None]) -> int | None:
    """The sum of those that are shown; None if none of them is."""
    there = [number for number in numbers if number is not None]
    return sum(there) if there else None


def cell(table: dict[Key, int], offices: Collection[UUID] | None, name: str) -> int | None:
    """Of these offices together, or of all: what is shown of it."""
    if offices is not None:
        return added(table.get((office, name)) for office in offices)
    rows = {row for row, _ in table}
    # A table of one office has no totals of its columns: they are its cells.
    return table.get((TOTAL, name)) if TOTAL in rows else added(table.get((row, name)) for row in rows)


async def years_shown(
    session: AsyncSession, offices: Collection[UUID], first: date, today: date
) -> dict[int, YearShown]:
    """By year, from the first one of which anything is known; who came only in years that begin after `first`."""
    helped, came = await _helped(session, offices), await _came(session, offices, first)
    return {year: YearShown(year, helped.get(year, {}), came.get(year, {}), today) for year in sorted({*helped, *came})}


def _shown(numbers: dict[Key, int], names: Collection[str]) -> dict[Key, int]:
    """Of the offices whose year comes to five at least; the others are in no sum."""
    offices = {office for office, _ in numbers}
    large = [office for office in offices if sum(numbers.get((office, name), 0) for name in names) >= SMALL]
    return shown({(office, name): numbers.get((office, name), 0) for office in large for name in names})


async def _helped(session: AsyncSession, offices: Collection[UUID]) -> dict[int, Helped]:
    month = cast(func.date_trunc("month", DayFigure.day), Date)
    query = select(DayFigure.place_id, month, DayFigure.name, func.sum(DayFigure.number))
    query = query.where(DayFigure.place_id.in_(offices), DayFigure.name.startswith("consultations/"))
    found: dict[int, Helped] = {}
    for office, first, name, number in await session.execute(query.group_by(DayFigure.place_id, month, DayFigure.name)):
        found.setdefault(first.year, {})[office, first, name.partition("/")[2]] = int(number)
    return found


async def _came(session: AsyncSession, offices: Collection[UUID], first: date) -> dict[int, dict[Key, int]]:
    """By office and `sex/age group`; of whom nothing is known are all others who came, as the reports have it."""
    year = extract("year", HeldEvent.held_on)
    of = (HeldEvent.office_id, year)
    known = select(*of, DayFigure.name, func.sum(DayFigure.number)).join(DayFigure, DayFigure.place_id == HeldEvent.id)
    wanted = (HeldEvent.office_id.in_(offices), HeldEvent.held_on >= first)
    known = known.where(*wanted, DayFigure.name.startswith("people/"))
    found: dict[int, dict[Key, int]] = {}
    for office, of_year, name, number in await session.execute(known.group_by(*of, DayFigure.name)):
        found.setdefault(int(of_year), {})[office, name.partition("/")[2]] = int(number)
    visits = select(*of, func.sum(HeldEvent.attendance)).where(*wanted).group_by(*of)
    for office, of_year, people in await session.execute(visits):
        numbers = found.setdefault(int(of_year), {})
        said = sum(number for (place, name), number in numbers.items() if place == office and name != UNKNOWN)
        numbers[office, UNKNOWN] = max(int(people) - said, 0)
    return found
