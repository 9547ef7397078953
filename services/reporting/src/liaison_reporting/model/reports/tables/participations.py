"""Activity: how often residents took part, month by month, and by how many who live there."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from liaison_reporting.model.figures import SMALL
from liaison_reporting.model.months import next_month
from liaison_reporting.model.people import added, cell
from liaison_reporting.model.reports.tables.ground import Ground


@dataclass(frozen=True)
class Scope:
    """Where something is counted: at an office, in a district, or in the whole network (neither)."""

    office: UUID | None = None
    district: UUID | None = None


@dataclass(frozen=True)
class MonthOfActivity:
    """One month somewhere. `consultations`: None where they are hidden; they are in no sum then."""

    month: date
    events: int
    visits: int
    consultations: int | None
    answers: int
    per_1000: float | None

    @property
    def participations(self) -> int:
        return self.visits + (self.consultations or 0) + self.answers


def months_of(ground: Ground, scope: Scope, months: list[date]) -> list[MonthOfActivity]:
    sums: dict[tuple[date, str], int] = {}
    for one in ground.counted_in(scope.office, scope.district):
        key = (one.month, one.family)
        sums[key] = sums.get(key, 0) + one.number
    return [_month(ground, scope, sums, month) for month in months]


def _month(ground: Ground, scope: Scope, sums: dict[tuple[date, str], int], month: date) -> MonthOfActivity:
    offices = offices_of(ground, scope, month)
    consultations, answers = None, 0
    if ground.whole_month(month):
        shown = ground.years.get(month.year)
        consultations = cell(shown.months, offices, str(month)) if shown else None
        there = ground.offices if offices is None else offices
        numbers = [ground.answers.get((office, month), 0) for office in there]
        answers = sum(number for number in numbers if number >= SMALL)
        answers += 0 if scope.office else _to_studies(ground, scope, month)
    visits = sums.get((month, "visits"), 0)
    people = population(ground, scope, month)
    took_part = visits + (consultations or 0) + answers
    return MonthOfActivity(
        month=month,
        events=sums.get((month, "events"), 0),
        visits=visits,
        consultations=consultations,
        answers=answers,
        per_1000=took_part * 1000 / people if people else None,
    )


def offices_of(ground: Ground, scope: Scope, day: date) -> list[UUID] | None:
    """None: all of them."""
    if scope.office:
        return [scope.office]
    return ground.in_district(scope.district, day) if scope.district else None


def _to_studies(ground: Ground, scope: Scope, month: date) -> int:
    districts = [scope.district] if scope.district else ground.districts
    return sum(ground.study_answers.get((district, month), 0) for district in districts)


def population(ground: Ground, scope: Scope, month: date) -> int | None:
    """How many live there; at an office, in its district. None: not known of each district of it."""
    if scope.office or scope.district:
        there = ground.district_on(ground.offices[scope.office], month) if scope.office else scope.district
        return _in(ground.population.get(there, {}), month.year) if there else None
    last = min(next_month(month), ground.today)
    districts = [one.id for one in ground.districts.values() if one.was_there(month, last)]
    numbers = [_in(ground.population.get(one, {}), month.year) for one in districts]
    return added(numbers) if numbers and None not in numbers else None


def _in(years: dict[int, int], year: int) -> int | None:
    """In the newest known year until then, or else in the first one after it."""
    if year in years or not years:
        return years.get(year)
    return years[max((one for one in years if one <= year), default=min(years))]
