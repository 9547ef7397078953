"""What whoever runs the network looks at first: what waits for somebody, and the last months at each office."""

from datetime import date, timedelta
from enum import StrEnum

from liaison_contracts.registry import Level
from liaison_kit import clock
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import DayFigure
from liaison_reporting.model.months import months_between, next_month
from liaison_reporting.model.periods.locked import LockedPeriod
from liaison_reporting.model.projections import newest_fact_at, waiting_facts
from liaison_reporting.model.reports.activity import months_table
from liaison_reporting.model.reports.composed import tables_of
from liaison_reporting.model.reports.known import OTHERS
from liaison_reporting.model.reports.report import Asked, Cell, Chart, ChartKind, Named, Report, Table
from liaison_reporting.model.reports.tables.columns import columns
from liaison_reporting.model.reports.tables.ground import Ground, ground
from liaison_reporting.model.reports.tables.participations import Scope
from liaison_reporting.model.scorecard.completion import confirmations, proposed_level
from liaison_reporting.model.scorecard.records import Completion
from liaison_reporting.model.scorecard.scorecard import Scorecard, make_scorecard
from liaison_reporting.model.sharing import sharing

OVERVIEW_TEXTS = {
    "title": "Overview",
    "months": "The last thirteen months",
    "offices": "Offices, month by month",
    "no_offices": "No office is at work yet.",
    "so_far": "This month goes until today, and an event counts when its report is in.",
    "messages": "Messages of this month and the last one",
}
T = OVERVIEW_TEXTS
QUIET_DAYS = 30
MONTHS = {"now": 0, "before": 1, "year_ago": 12}
"""Which months an office's line shows: how many ago."""


class Waits(StrEnum):
    """What may wait for somebody."""

    MILESTONE = "milestone"  # not finished after its last day
    FIRST_YEAR = "first_year"  # fewer events to be expected than were promised
    QUIET = "quiet"  # at work, and no event of the last QUIET_DAYS is reported
    MONTHS = "months"  # over since the first office opened, and in no locked period
    COMPLETION = "completion"  # a commitment is over, and its completion was not confirmed since
    FACTS = "facts"  # have arrived, and could not be applied


class Waiting(BaseModel):
    """Something that waits for somebody: what, about whom or what, and where it is done.

    `number`: days overdue or without an event, events to be expected (of `goal`), months, or facts. `day`: the first of
    the oldest month.
    """

    what: Waits
    link: str
    about: Named | None = None
    number: int | None = None
    goal: int | None = None
    day: date | None = None
    level: Level | None = None


class Overview(Report):
    """A report for staff alone: its numbers are the public ones, small ones hidden as everywhere."""

    waiting: list[Waiting]


async def make_overview(session: AsyncSession) -> Overview:
    today = clock.today()
    with sharing():
        scorecard = await make_scorecard(session, Asked())
        stands = await ground(session, Asked(first=_month_ago(today, 12)))
        last_month = Asked(first=_month_ago(today, 1))
        messages = await tables_of(session, OTHERS, "reach", last_month, ("messages",))
        return Overview(
            name="overview",
            title=T["title"],
            about=_commitment(scorecard),
            asked=Asked(),
            tables=[
                _offices(stands, today),
                months_table(stands, Scope()).model_copy(update={"title": T["months"]}),
                *(table.model_copy(update={"title": T["messages"]}) for table in messages),
            ],
            waiting=await _waiting(session, scorecard, today),
            current_to=await newest_fact_at(session),
        )


async def _waiting(session: AsyncSession, scorecard: Scorecard, today: date) -> list[Waiting]:
    """The most urgent first."""
    found = []
    if facts := await session.scalar(waiting_facts()):
        found.append(Waiting(what=Waits.FACTS, link="/dead-letters/reporting", number=facts))
    for one in scorecard.milestones:
        if one.overdue_days:
            about = Named(name=one.title, name_en=one.title_en)
            found.append(Waiting(what=Waits.MILESTONE, link="/programme", about=about, number=one.overdue_days))
    found += _short_of_their_first_year(scorecard, today)
    found += await _quiet(session, scorecard, today)
    found += await _completions(session, scorecard)
    return found + await _months(session, scorecard, today)


def _short_of_their_first_year(scorecard: Scorecard, today: date) -> list[Waiting]:
    return [
        Waiting(
            what=Waits.FIRST_YEAR,
            link=f"/results/offices/{one.slug}",
            about=Named(name=one.name, name_en=one.name_en),
            number=one.forecast,
            goal=one.events_held.goal,
        )
        for one in scorecard.offices
        if one.serving and today < one.counts_before and one.forecast is not None
        if one.promised and one.forecast < (one.events_held.goal or 0)
    ]


async def _quiet(session: AsyncSession, scorecard: Scorecard, today: date) -> list[Waiting]:
    since = today - timedelta(days=QUIET_DAYS)
    lately = select(DayFigure.place_id).where(DayFigure.day > since, DayFigure.name.startswith("events/"))
    busy = set(await session.scalars(lately.distinct()))
    return [
        Waiting(
            what=Waits.QUIET,
            link=f"/results/offices/{one.slug}",
            about=Named(name=one.name, name_en=one.name_en),
            number=QUIET_DAYS,
        )
        for one in scorecard.offices
        if one.serving and not one.suspended and one.opened_on <= since and one.office_id not in busy
    ]


async def _completions(session: AsyncSession, scorecard: Scorecard) -> list[Waiting]:
    """Of each commitment that is over, an earlier one too."""
    found = []
    for one in scorecard.programmes:
        if scorecard.as_of <= one.ends_on:
            continue
        since = confirmations(one.id, scorecard.as_of).where(Completion.confirmed_on > one.ends_on)
        if (await session.scalars(since.limit(1))).first() is None:
            is_current = scorecard.programme is not None and one.id == scorecard.programme.id
            its = scorecard if is_current else await make_scorecard(session, Asked(programme=one.code))
            about = Named(name=one.title, name_en=one.title_en)
            link = f"/results/programmes/{one.code}/completion"
            found.append(Waiting(what=Waits.COMPLETION, link=link, about=about, level=proposed_level(its)))
    return found


async def _months(session: AsyncSession, scorecard: Scorecard, today: date) -> list[Waiting]:
    """All in one line, with the oldest of them."""
    if not scorecard.offices:
        return []
    locked = (await session.execute(select(LockedPeriod.first, LockedPeriod.last).distinct())).all()
    last = today.replace(day=1) - timedelta(days=1)
    over = months_between(min(one.opened_on for one in scorecard.offices), last)
    waiting = [
        one
        for one in over
        if not any(first <= one and next_month(one) - timedelta(days=1) <= until for first, until in locked)
    ]
    if not waiting:
        return []
    return [Waiting(what=Waits.MONTHS, link="/results/periods", day=waiting[0], number=len(waiting))]


def _offices(stands: Ground, today: date) -> Table:
    """Events and visits of this month, the last one, and the same one a year ago."""
    shown = {_month_ago(today, ago): name for name, ago in MONTHS.items()}
    names = [f"{family}_{name}" for family in ("events", "visits") for name in MONTHS]
    rows: list[dict[str, Cell]] = []
    for office in stands.offices.values():
        if not office.serves(today):
            continue
        about = Named(name=office.name, name_en=office.name_en, link=f"/results/offices/{office.slug}")
        numbers = dict.fromkeys(names, 0)
        for one in stands.counted_in(office.id, None):
            name = f"{one.family}_{shown.get(one.month, '')}"
            if name in numbers:
                numbers[name] += one.number
        rows.append({"office": about, **numbers})
    return Table(
        key="offices",
        title=T["offices"],
        columns=columns("office", *names),
        rows=rows,
        empty=T["no_offices"],
        notes=[T["so_far"]],
        chart=Chart(kind=ChartKind.BARS, across="office", columns=["visits_before"]),
    )


def _commitment(scorecard: Scorecard) -> Named | None:
    programme = scorecard.programme
    return Named(name=programme.title, name_en=programme.title_en) if programme else None


def _month_ago(today: date, months: int) -> date:
    """The first day of the month that lies so many before this one."""
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
