"""Figures of people helped and of people who came, as they may be shown: by office and whole years, see privacy.py."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from itertools import product
from uuid import UUID

from liaison_contracts.consultations import ConsultationOutcome
from liaison_contracts.events import AgeGroup, ParticipationTool, Sex
from sqlalchemy import Integer, Select, extract, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import MonthFigure
from liaison_reporting.model.figures import SMALL
from liaison_reporting.model.privacy import TOTAL, Key, shown

TOOLS = (*(tool.value for tool in ParticipationTool), "other")
OUTCOMES = tuple(outcome.value for outcome in ConsultationOutcome)
SEXES, AGES = tuple(sex.value for sex in Sex), tuple(age.value for age in AgeGroup)
UNKNOWN = f"{Sex.UNKNOWN}/{AgeGroup.UNKNOWN}"
TABLES = {"consultations": "kinds", "people": "came", "visits": "visits"}
"""In which table of a year the figures of a family stand."""


class YearShown:
    """What is shown of one year, by an office's id and a name, or TOTAL in place of either.

    `kinds`: consultations by `tool/outcome`; `months`: those by the first day of a month, written; `came`: people who
    came, by `sex/age group`. Kinds and who came are there of years that are asked about, months of all.
    """

    def __init__(self, year: int, today: date) -> None:
        self._year, self._today = year, today
        self._numbers: dict[str, dict[Key, int]] = {"kinds": {}, "months": {}, "came": {}, "visits": {}}

    def add(self, table: str, office: UUID, name: str, number: int) -> None:
        numbers = self._numbers[table]
        numbers[office, name] = numbers.get((office, name), 0) + number

    @cached_property
    def kinds(self) -> dict[Key, int]:
        numbers = self._numbers["kinds"]
        names = {str(kind) for _, kind in numbers} | {f"{tool}/{outcome}" for tool, outcome in product(TOOLS, OUTCOMES)}
        return _shown(numbers, sorted(names))

    @cached_property
    def months(self) -> dict[Key, int]:
        months = [date(self._year, month, 1) for month in range(1, 13)]
        return _shown(self._numbers["months"], [str(month) for month in months if month <= self._today])

    @cached_property
    def came(self) -> dict[Key, int]:
        """Those of whom nothing is known are all others who came, as the reports have it."""
        numbers = dict(self._numbers["came"])
        for (office, _), visits in self._numbers["visits"].items():
            said = sum(number for (place, name), number in numbers.items() if place == office and name != UNKNOWN)
            numbers[office, UNKNOWN] = max(visits - said, 0)
        return _shown(numbers, [f"{sex}/{age}" for sex, age in product(SEXES, AGES)])


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
    session: AsyncSession, offices: Collection[UUID], first: date, last: date, today: date
) -> dict[int, YearShown]:
    """By year, from the first one of which anything is known; kinds and who came of those that begin in these days."""
    years: dict[int, YearShown] = {}

    def of(year: int) -> YearShown:
        return years.setdefault(year, YearShown(year, today))

    rows = select(MonthFigure.place_id, MonthFigure.month, func.sum(MonthFigure.number))
    rows = rows.where(MonthFigure.place_id.in_(offices), MonthFigure.name.startswith("consultations/"))
    for office, month, number in await session.execute(rows.group_by(MonthFigure.place_id, MonthFigure.month)):
        of(month.year).add("months", office, str(month), int(number))
    for office, year, name, number in await session.execute(_by_name(offices, first, last)):
        family, _, part = name.partition("/")
        of(year).add(TABLES[family], office, "" if family == "visits" else part, int(number))
    return dict(sorted(years.items()))


def _shown(numbers: dict[Key, int], names: Collection[str]) -> dict[Key, int]:
    """Of the offices whose year comes to five at least; the others are in no sum."""
    offices = {office for office, _ in numbers}
    large = [office for office in offices if sum(numbers.get((office, name), 0) for name in names) >= SMALL]
    return shown({(office, name): numbers.get((office, name), 0) for office in large for name in names})


def _by_name(offices: Collection[UUID], first: date, last: date) -> Select[UUID, int, str, int]:
    year = extract("year", MonthFigure.month).cast(Integer)
    of = (MonthFigure.place_id, year, MonthFigure.name)
    query = select(*of, func.sum(MonthFigure.number)).where(MonthFigure.place_id.in_(offices))
    query = query.where(MonthFigure.month.between(first, last))
    return query.where(or_(*(MonthFigure.name.startswith(f"{family}/") for family in TABLES))).group_by(*of)
