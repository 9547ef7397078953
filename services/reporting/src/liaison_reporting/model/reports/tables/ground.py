"""What reports stand on: of which places and days they are, and all that was counted there, month by month."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from liaison_kit import clock
from liaison_kit.errors import NotFound
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import MonthFigure
from liaison_reporting.model.levels import Level, levels_of
from liaison_reporting.model.months import next_month
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, district_of_then, places, turning_days
from liaison_reporting.model.people import YearShown, years_shown
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.reports.tables.counted import Counted, Part, counted_at_offices
from liaison_reporting.model.sharing import shared

Wanted = Callable[["Counted"], bool]
Place = TypeVar("Place")
EVER = "ever"


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
    population: dict[UUID, dict[int, int]]
    baseline: dict[UUID, Level]

    def sum(self, family: str, wanted: Wanted = lambda _: True) -> int:
        return sum(one.number for one in self.counted if one.family == family and wanted(one))

    def district_on(self, office: OfficeCopy, day: date) -> UUID | None:
        return district_of_then(self.districts, office.district_on(day), day)

    def in_district(self, district_id: UUID | None, day: date) -> list[UUID]:
        """Its offices on that day; asked for each district and month, so it is looked up once between two turns."""
        since = bisect_right(self._turns, day)
        if since not in self._in_districts:
            found = self._in_districts[since] = {}
            for one in self.offices.values():
                found.setdefault(self.district_on(one, day), []).append(one.id)
        return self._in_districts[since].get(district_id, [])

    def counted_in(self, office: UUID | None, district: UUID | None) -> list[Counted]:
        """What was counted there, of all that is counted here; asked for each office and district as well."""
        if office:
            return [one for one in self._by_office.get(office, []) if district in (None, one.district_id)]
        return self._by_district.get(district, []) if district else self.counted

    def whole_year(self, year: int) -> bool:
        """Whether all of it that is over is asked about."""
        return self.first <= date(year, 1, 1) <= self.last and self._is_over(date(year + 1, 1, 1))

    def whole_month(self, month: date) -> bool:
        return self.first <= month <= self.last and self._is_over(next_month(month))

    def _is_over(self, end: date) -> bool:
        return self.last >= min(end - timedelta(days=1), self.today)

    @cached_property
    def _turns(self) -> list[date]:
        return sorted(turning_days(self.offices.values(), self.districts.values()))

    @cached_property
    def _in_districts(self) -> dict[int, dict[UUID | None, list[UUID]]]:
        return {}

    @cached_property
    def _by_office(self) -> dict[UUID | None, list[Counted]]:
        return _listed(self.counted, lambda one: one.office_id)

    @cached_property
    def _by_district(self) -> dict[UUID | None, list[Counted]]:
        return _listed(self.counted, lambda one: one.district_id)


def _listed(counted: Iterable[Counted], place: Callable[[Counted], UUID | None]) -> dict[UUID | None, list[Counted]]:
    found: dict[UUID | None, list[Counted]] = {}
    for one in counted:
        found.setdefault(place(one), []).append(one)
    return found


async def ground(session: AsyncSession, asked: Asked) -> Ground:
    """NotFound if there is no such office or district."""
    found = shared()
    stands: Ground | None = found.get(asked)
    if stands is None:
        stands = found[asked] = await _ground(session, asked)
        found[EVER, stands.last, asked.known_until] = stands
    return stands


async def ground_ever(session: AsyncSession, asked: Asked) -> Ground:
    """All until the last day asked about, whatever else is: what `since_ever` makes of any ground of that day."""
    _, last = asked.days(clock.today())
    stands: Ground | None = shared().get((EVER, last, asked.known_until))
    # Of one day, for its parts and kinds are what takes long, and none is of any matter.
    alone = asked.model_copy(update={"first": last, "last": last})
    return since_ever(stands or await ground(session, alone))


async def _ground(session: AsyncSession, asked: Asked) -> Ground:
    today = clock.today()
    first, last = asked.days(today)
    districts, offices = await places(session)
    office = _named(offices.values(), lambda one: one.slug == asked.office) if asked.office else None
    # The newest of a code: a split may leave it to a successor.
    newest = sorted(districts.values(), key=lambda one: one.joined_on or date.min, reverse=True)
    district = _named(newest, lambda one: one.code == asked.district) if asked.district else None
    counted, parts, ever = await counted_at_offices(session, asked, districts, list(offices.values()), first, last)

    answers = await _answers(session, [*offices, *districts])
    known = await levels_of(session, ["population", "baseline"], districts)

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
        answers=answers["answers/event"],
        study_answers=answers["answers/needs"],
        population={
            one: {int(year): years[year] for year in sorted(years)} for one, years in known["population"].items()
        },
        baseline=known["baseline"],
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


async def _answers(session: AsyncSession, places: Collection[UUID]) -> dict[str, dict[tuple[UUID, date], int]]:
    """By name, place and month: those to how events were, at offices, and those to studies of needs, in districts."""
    found: dict[str, dict[tuple[UUID, date], int]] = {"answers/event": {}, "answers/needs": {}}
    rows = select(MonthFigure.name, MonthFigure.place_id, MonthFigure.month, MonthFigure.number)
    rows = rows.where(MonthFigure.place_id.in_(places), MonthFigure.name.in_(found))
    for name, place, month, number in await session.execute(rows):
        found[name][place, month] = number
    return found
