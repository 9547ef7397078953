"""The expected results of a commitment: for each what was promised, how far it is, whence and whither."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.consultations import YEAR, consultations_shown
from liaison_reporting.model.contributions import figures_by_months
from liaison_reporting.model.figures import TREND, forecast
from liaison_reporting.model.happenings import CONCEPT, SITE_CHOSEN, TRAINED, Happening, told
from liaison_reporting.model.network import DistrictCopy
from liaison_reporting.model.scorecard.activity import activity_increased
from liaison_reporting.model.scorecard.commitment import Commitment
from liaison_reporting.model.scorecard.offices import OfficeLine
from liaison_reporting.model.scorecard.tellings import SUMS as MADE_OF

ALWAYS = ("offices_opened", "places_chosen", "concept_adopted", "staff_trained", "csos_created", "activity")
"""The expected results that are shown whether or not a number was promised, in their order."""
PACED = {"csos_created", "staff_trained", "events_held", "event_visits", "memoranda_signed"}
"""What comes bit by bit, so that a pace tells something of its end."""
FIRSTS = {"places_chosen": SITE_CHOSEN, "concept_adopted": CONCEPT, "staff_trained": TRAINED}
"""What is counted once for each place, study and person that a fact of this type names."""
SUMS = {
    "csos_created": ("organisations/with_help",),
    "events_held": ("events",),
    "event_visits": ("visits",),
    "memoranda_signed": ("memoranda/signed",),
}
"""What is a sum of figures: of a family, or of one by its whole name."""
RESULT_TEXTS = {
    "offices_opened": "Offices opened",
    "places_chosen": "Places chosen",
    "concept_adopted": "Concept adopted",
    "staff_trained": "Staff trained",
    "csos_created": "Organisations created",
    "activity": "Residents' activity increases",
    "events_per_office": "Offices with the promised events in their first year",
    "districts_covered": "Districts covered",
    "events_held": "Events held",
    "event_visits": "Visits",
    "consultations": "Consultations given",
    "memoranda_signed": "Memoranda signed",
}
DEFINITION_TEXTS = {
    "offices_opened": "Offices that started work since the commitment began, also those closed later.",
    "places_chosen": "Offices for which a place was found since the commitment began, each once.",
    "concept_adopted": "Studies of needs from which a concept was adopted since the commitment began.",
    "staff_trained": "People who completed a training since the commitment began, each counted once.",
    "csos_created": "Registered with the network's help since the commitment began, by day of registration.",
    "activity": "1 if participation per 1,000 grew by more than its spread in each district with an office, else 0.",
    "events_per_office": "Offices that held the promised number of events until the same day a year after opening.",
    "districts_covered": "Starosta districts with at least one office that is not closed for good.",
    "events_held": "Events held and reported on since the commitment began, on their day by Kyiv time.",
    "event_visits": "People who came to events since the commitment began, each counted at each event.",
    "consultations": "Since the commitment's first year, of each office the years with five or more; always today's.",
    "memoranda_signed": "Memoranda of partnership that were signed since the commitment began.",
}


class Result(BaseModel):
    """One expected result; every number is None where it is not known.

    `by`: the last day of the promise. `after_end`: how much of `now` came after that day. `before`: as much there was
    90 days earlier. `forecast`: as much there will be before `forecast_by`, if it goes on at the pace until now.
    `known_now`: what is known today of the day, where that differs from what was known on the day asked for.
    `title`: what the commitment calls the promise, if it promises a number.
    """

    key: str
    now: int | None
    goal: int | None
    by: date | None
    before: int | None = None
    after_end: int | None = None
    forecast: int | None = None
    forecast_by: date | None = None
    known_now: int | None = None
    title: str | None = None
    title_en: str | None = None

    @property
    def label(self) -> str | None:
        """What it is called, in English; None of a promise that is not counted here."""
        return RESULT_TEXTS.get(self.key)

    @property
    def definition(self) -> str | None:
        return DEFINITION_TEXTS.get(self.key)

    @property
    def trend(self) -> int | None:
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def reached(self) -> bool | None:
        return None if self.now is None or self.goal is None else self.now >= self.goal


async def results_on(
    session: AsyncSession,
    commitment: Commitment,
    offices: Sequence[OfficeLine],
    districts: Iterable[UUID],
    day: date,
    known: datetime | None,
    *,
    is_today: bool,
) -> list[Result]:
    """What the commitment promises, and what it is expected to bring whether or not a number was promised."""
    promised = [target.key for target in commitment.targets]
    numbers = _Numbers(session, commitment, day, known)
    firsts = await numbers.firsts()
    found = []
    for key in dict.fromkeys([*ALWAYS, *promised]):
        result = Result(key=key, now=None, **commitment.promise(key))
        if key == "offices_opened":
            numbers.count(result, [one.opened_on for one in offices if one.promised])
        elif key == "events_per_office":
            _per_office(result, offices, commitment)
        elif key == "districts_covered":
            result.now = len({one.district_id for one in offices if one.serving})
        elif key in FIRSTS:
            numbers.count(result, firsts.get(FIRSTS[key], []))
        elif key in SUMS:
            await numbers.add_up(result, SUMS[key])
        elif key == "activity":
            increased = await activity_increased(session, districts, day, known)
            result.now = None if increased is None else int(increased)
        elif key == "consultations" and is_today and known is None:
            result.now = await numbers.consultations()
        found.append(result)
    return found


def _per_office(result: Result, offices: Sequence[OfficeLine], commitment: Commitment) -> None:
    """How many offices have held what is promised for each: of as many as are promised, or else have opened."""
    mine, goal = [one for one in offices if one.promised], result.goal or 0
    result.goal = commitment.goal("offices_opened") or len(mine) or None
    result.now = sum(one.events_held.now >= goal for one in mine)
    result.before = sum(one.before >= goal for one in mine)
    result.after_end = sum(one.events_held.now >= goal > one.events_held.now - one.after_end for one in mine)
    running = [one.counts_before for one in mine if one.forecast is not None]
    if running:
        result.forecast_by = max(running)
        result.forecast = sum(max(one.events_held.now, one.forecast or 0) >= goal for one in mine)


class _Numbers:
    """The numbers of the whole network since a commitment began, by a day."""

    def __init__(self, session: AsyncSession, commitment: Commitment, day: date, known: datetime | None) -> None:
        self._session, self._day, self._known = session, day, known
        self._first, self._earlier = commitment.programme.starts_on, day - timedelta(days=TREND)

    def count(self, result: Result, days: Iterable[date]) -> None:
        """Fills in a result that came on these days, one each."""
        mine = list(days)
        late = sum(one > result.by for one in mine) if result.by else 0
        self._fill(result, len(mine), before=sum(one <= self._earlier for one in mine), after_end=late)

    async def firsts(self) -> dict[str, list[date]]:
        """By type of fact, for each subject the first day within the time on which such a fact happened."""
        of = (Happening.type, Happening.subject_id)
        there = Happening.occurred_on.between(self._first, self._day)
        query = select(Happening.type, func.min(Happening.occurred_on)).group_by(*of)
        found: dict[str, list[date]] = {}
        for name, first in await self._session.execute(query.where(*told(set(FIRSTS.values()), self._known), there)):
            found.setdefault(name, []).append(first)
        return found

    async def add_up(self, result: Result, names: Sequence[str]) -> None:
        ends = [day + timedelta(days=1) for day in (self._earlier, self._day, result.by) if day]
        found = figures_by_months(self._known, [self._first, *ends], MADE_OF[result.key][0])

        def total(*wanted: Any) -> Any:
            return func.coalesce(func.sum(found.c.number).filter(*wanted), 0)

        named = [or_(found.c.name == name, found.c.name.startswith(f"{name}/")) for name in names]
        query = select(total(), total(found.c.day <= self._earlier), total(found.c.day > result.by))
        query = query.where(or_(*named), found.c.day.between(self._first, self._day))
        now, before, after_end = map(int, (await self._session.execute(query)).one())
        self._fill(result, now, before=before, after_end=after_end)

    async def consultations(self) -> int:
        """What the offices' own pages show, added up: no sum tells a number that is hidden there."""
        given = await consultations_shown(self._session, self._first.year <= YEAR)
        return sum(number for years in given.values() for number in years.values())

    def _fill(self, result: Result, now: int, *, before: int, after_end: int) -> None:
        result.now, result.before, result.after_end = now, before, after_end
        if result.key in PACED and result.by:
            end = result.by + timedelta(days=1)
            result.forecast = forecast(now, self._first, end, self._day)
            result.forecast_by = end if result.forecast is not None else None


def covered(offices: Sequence[OfficeLine], districts: Iterable[DistrictCopy], day: date) -> tuple[int, int]:
    """How many districts have an office at work on the day, and how many districts there were."""
    return len({one.district_id for one in offices if one.serving}), sum(one.was_there(day, day) for one in districts)
