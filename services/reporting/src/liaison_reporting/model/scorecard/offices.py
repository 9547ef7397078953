"""The offices as they stood on a day, and the events of each one's first year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ARRAY, Date, Subquery, TableValuedAlias, Uuid, column, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import figures_by_months
from liaison_reporting.model.figures import TREND, Figure, end_of_first_year, forecast
from liaison_reporting.model.happenings import Happening, in_their_order
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, places
from liaison_reporting.model.scorecard.commitment import Commitment

STATUSES = {"OfficeOpened": "open", "OfficeSuspended": "suspended", "OfficeResumed": "open", "OfficeClosed": "closed"}
"""What each fact leaves an office as."""


class OfficeLine(BaseModel):
    """One office that has opened: what was held in its first year, and in all. `serving`: not closed for good.

    `promised`: it opened since the commitment began, so that what is promised for each office is promised for it.
    `before`: as many were held by 90 days earlier; `forecast`: as many there will be if it goes on as until now, None
    where that cannot be said; `after_end`: as many of them were held when the commitment was over.
    """

    office_id: UUID
    slug: str
    name: str
    name_en: str
    district_id: UUID
    district_name: str
    district_name_en: str
    opened_on: date
    serving: bool
    suspended: bool
    promised: bool
    counts_before: date  # the first day after the first year
    events_held: Figure
    before: int
    forecast: int | None
    after_end: int
    events_in_all: int
    attendance: int


@dataclass(frozen=True)
class Opened:
    """An office that had opened by a day: when, and how it stood on that day."""

    office: OfficeCopy
    opened_on: date
    status: str


async def opened_offices(session: AsyncSession, day: date, known: datetime | None) -> list[Opened]:
    """In the order of their opening. Their names and districts are those known today."""
    lives: dict[UUID, list[Happening]] = defaultdict(list)
    for one in await in_their_order(session, STATUSES, known):
        lives[one.subject_id].append(one)
    found = []
    _, offices = await places(session)
    for office in offices.values():
        life = lives[office.id]
        opened_on = _opening_day(life) if known or office.opened_on is None else office.opened_on
        if opened_on and opened_on <= day:
            found.append(Opened(office, opened_on, _status(office, life, day)))
    return sorted(found, key=lambda one: one.opened_on)


def _opening_day(life: Sequence[Happening]) -> date | None:
    """As told last: it works on after a suspension, and its first year with it."""
    told = [one.said.get("opened_on") for one in life]
    return date.fromisoformat(told[-1]) if told and told[-1] else None


def _status(office: OfficeCopy, life: Sequence[Happening], day: date) -> str:
    by_then = [one for one in life if one.occurred_on <= day]
    if by_then:
        return STATUSES[by_then[-1].type]
    return "open" if life or office.closed_on is None or day < office.closed_on else "closed"


async def office_lines(
    session: AsyncSession,
    commitment: Commitment | None,
    day: date,
    known: datetime | None,
    districts: dict[UUID, DistrictCopy],
) -> list[OfficeLine]:
    """Each office in its district of then; its events by its first year, which a suspension does not lengthen."""
    opened = await opened_offices(session, day, known)
    if not opened:
        return []
    ends_on = commitment.programme.ends_on if commitment else day
    turns = [day + timedelta(days=1), day - timedelta(days=TREND - 1), ends_on + timedelta(days=1)]
    turns += [turn for one in opened for turn in (one.opened_on, end_of_first_year(one.opened_on))]
    counts = await _counts(session, opened, figures_by_months(known, turns, "events"), day, ends_on)
    return [_line(one, commitment, day, counts.get(one.office.id, {}), districts) for one in opened]


def _line(
    one: Opened, commitment: Commitment | None, day: date, counts: dict[str, int], districts: dict[UUID, DistrictCopy]
) -> OfficeLine:
    office, end = one.office, end_of_first_year(one.opened_on)
    district_id = office.district_on(day)
    known = districts.get(district_id)
    names = known.called(day) if known else (office.district_name, office.district_name_en)
    promised = commitment is not None and one.opened_on >= commitment.programme.starts_on
    held = counts.get("held", 0)
    return OfficeLine(
        office_id=office.id,
        slug=office.slug,
        name=office.name,
        name_en=office.name_en,
        district_id=district_id,
        district_name=names[0],
        district_name_en=names[1],
        opened_on=one.opened_on,
        serving=one.status != "closed",
        suspended=one.status == "suspended",
        promised=promised,
        counts_before=end,
        events_held=Figure(now=held, goal=commitment.goal("events_per_office") if commitment and promised else None),
        before=counts.get("before", 0),
        forecast=forecast(held, one.opened_on, end, day),
        after_end=counts.get("after_end", 0),
        events_in_all=counts.get("in_all", 0),
        attendance=counts.get("attendance", 0),
    )


def _first_years(opened: Sequence[Opened]) -> TableValuedAlias:
    """A row for each office. From arrays, for SQLAlchemy compiles `values` anew each time."""
    ids = literal([one.office.id for one in opened], ARRAY(Uuid))
    begins = literal([one.opened_on for one in opened], ARRAY(Date))
    ends = literal([end_of_first_year(one.opened_on) for one in opened], ARRAY(Date))
    columns = (column("id", Uuid), column("opened_on", Date), column("ends", Date))
    return func.unnest(ids, begins, ends).table_valued(*columns).render_derived(name="first_year")


async def _counts(
    session: AsyncSession, opened: Sequence[Opened], found: Subquery, day: date, ends_on: date
) -> dict[UUID, dict[str, int]]:
    """For each office the sums that its line needs."""
    first_years = _first_years(opened)
    counted = (found.c.day >= first_years.c.opened_on) & (found.c.day < first_years.c.ends)
    sums: dict[str, list[tuple[str, Any]]] = {
        "events/": [
            ("held", counted),
            ("before", counted & (found.c.day <= day - timedelta(days=TREND))),
            ("after_end", counted & (found.c.day > ends_on)),
            ("in_all", true()),
        ],
        "visits/": [("attendance", true())],
    }
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    # A question for each family: the names are compared once, where rows are found, and not again for each sum.
    for family, wanted in sums.items():
        totals = [func.coalesce(func.sum(found.c.number).filter(there), 0).label(name) for name, there in wanted]
        query = select(first_years.c.id, *totals).join(found, found.c.place_id == first_years.c.id)
        query = query.where(found.c.day <= day, found.c.name.startswith(family)).group_by(first_years.c.id)
        for row in await session.execute(query):
            counts[row.id] |= {name: int(row._mapping[name]) for name, _ in wanted}
    return counts
