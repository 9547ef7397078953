"""Whether residents are more active since an office opened in their district: before and after, by the same measure."""

from dataclasses import dataclass
from datetime import date
from statistics import mean, stdev
from uuid import UUID

from liaison_reporting.model.levels import taken_part_before
from liaison_reporting.model.months import months_between, next_month
from liaison_reporting.model.network import DistrictCopy
from liaison_reporting.model.reports.report import Cell, Label, Named, Table
from liaison_reporting.model.reports.tables.columns import columns
from liaison_reporting.model.reports.tables.ground import Ground, since_ever
from liaison_reporting.model.reports.tables.participations import Scope, months_of, population
from liaison_reporting.model.sharing import shared

GROWTH_TEXTS = {
    "title": "Before and after the opening",
    "empty": "No office has opened in a known district yet.",
    "increases": "increases",
    "does_not": "does not increase",
    "rule": "It increases if the mean since the opening exceeds the one before by more than the spread.",
    "unknown": "Without population, or without two months from before, it is not known.",
}
T = GROWTH_TEXTS


@dataclass(frozen=True)
class Growth:
    """A district with an office. `increases`: None where it is not known."""

    district: DistrictCopy
    opened_on: date
    before: float | None
    spread: float | None
    since: float | None

    @property
    def increases(self) -> bool | None:
        if self.before is None or self.spread is None or self.since is None:
            return None
        return self.since - self.before > self.spread


def growth_of(stands: Ground) -> list[Growth]:
    """Of each district with an office, as it was at the end of the days asked about, in the order of the openings."""
    found, until = shared(), (Growth, stands.last, stands.asked.known_until)
    if until not in found:
        stood = since_ever(stands)
        openings = sorted(_openings(stood), key=lambda one: (one[1], one[0].name))
        found[until] = [_of_district(stood, district, opened_on) for district, opened_on in openings]
    grown: list[Growth] = found[until]
    return grown


def growth_table(found: list[Growth]) -> Table:
    return Table(
        key="growth",
        title=T["title"],
        columns=columns("district", "opened_on", "before", "spread", "since", "change"),
        rows=[_row(one) for one in found],
        empty=T["empty"],
        notes=[T["rule"], T["unknown"]],
    )


def _row(one: Growth) -> dict[str, Cell]:
    words = {True: Label(text=T["increases"]), False: Label(text=T["does_not"]), None: None}
    numbers = {"before": one.before, "spread": one.spread, "since": one.since}
    return {
        "district": Named(name=one.district.name, name_en=one.district.name_en),
        "opened_on": one.opened_on,
        **{name: None if number is None else round(number, 1) for name, number in numbers.items()},
        "change": words[one.increases],
    }


def _openings(stood: Ground) -> list[tuple[DistrictCopy, date]]:
    """Since when each district has had an office."""
    first: dict[UUID, date] = {}
    for office in stood.offices.values():
        if office.opened_on and office.opened_on <= stood.last:
            district = stood.district_on(office, office.opened_on)
            if district in stood.districts:
                first[district] = min(first.get(district, date.max), office.opened_on)
    return [(stood.districts[district], day) for district, day in first.items()]


def _of_district(stood: Ground, district: DistrictCopy, opened_on: date) -> Growth:
    scope = Scope(district=district.id)
    before: list[float | None] = []
    for month, number in taken_part_before(stood.baseline.get(district.id, {})).items():
        people = population(stood, scope, month)
        before.append(number * 1000 / people if people else None)
    # The month of the opening is partly one without it; only months that are over count.
    begins = opened_on if opened_on.day == 1 else next_month(opened_on.replace(day=1))
    months = [one for one in months_between(begins, stood.last) if next_month(one) <= stood.today]
    months = [one for one in months if stood.whole_month(one)]
    since = [one.per_1000 for one in months_of(stood, scope, months)]
    known = [number for number in before if number is not None]
    enough = len(known) == len(before) > 1
    after = [number for number in since if number is not None]
    return Growth(
        district=district,
        opened_on=opened_on,
        before=mean(known) if enough else None,
        spread=stdev(known) if enough else None,
        since=mean(after) if after and len(after) == len(since) else None,
    )
