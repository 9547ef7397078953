"""Of a number that is a sum: each thing that counts in it, as told last and as told before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import Telling
from liaison_reporting.model.network import OfficeCopy, ProgrammeCopy
from liaison_reporting.model.organisations import OrganisationCreated

ON_A_PAGE = 50
SUMS = {
    "csos_created": ("organisations", "organisations/with_help"),
    "csos_without_help": ("organisations", "organisations/without_help"),
    "events_in_first_year": ("events", None),
    "events_held": ("events", None),
    "event_visits": ("events", None),
    "memoranda_signed": ("memoranda", "memoranda/signed"),
}
"""Of which family the contributions are, and with which figure among theirs; None: with any."""


class Earlier(BaseModel):
    """What was told before: on which day it happened, None where it counted on none, and how many came."""

    recorded_at: datetime
    occurred_on: date | None
    visits: int | None


class FactLine(BaseModel):
    """One thing that counts, as told last; `counts` is false for one that did until it was told otherwise.

    `visits` of an event; `earlier` is what was told otherwise before, the oldest first.
    """

    type: str
    occurred_on: date | None
    recorded_at: datetime
    sequence: int
    title: str | None
    title_en: str | None
    link: str | None
    counts: bool
    visits: int | None = None
    earlier: list[Earlier] = []


@dataclass(frozen=True)
class Wanted:
    """Which number's facts are asked for: of which days, as known when, of which office."""

    figure: str
    first: date
    last: date
    known: datetime | None
    programme: ProgrammeCopy | None
    office: OfficeCopy | None


def pages(number: int) -> int:
    return max(1, -(-number // ON_A_PAGE))


async def contributions(session: AsyncSession, about: Wanted, page: int) -> tuple[int, list[FactLine]]:
    """Whatever was told to count at any time; what was told last decides whether it does."""
    family, name = SUMS[about.figure]
    by_then = [Telling.family == family]
    if about.known:
        by_then.append(Telling.recorded_at <= about.known)
    there: list[ColumnElement[bool]] = [*by_then, Telling.day.between(about.first, about.last)]
    if about.office:
        there.append(Telling.place_id == about.office.id)
    if name:
        there.append(Telling.figures.has_key(name))
    newest_day = func.max(Telling.day)
    ever = select(Telling.aggregate_id, func.count().over()).where(*there).group_by(Telling.aggregate_id)
    ever = ever.order_by(newest_day.desc(), Telling.aggregate_id)
    rows = (await session.execute(ever.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))).all()
    told: dict[UUID, list[Telling]] = defaultdict(list)
    mine = select(Telling).where(*by_then, Telling.aggregate_id.in_([row[0] for row in rows]))
    for one in await session.scalars(mine.order_by(Telling.sequence, Telling.id)):
        told[one.aggregate_id].append(one)
    codes = await _codes(session, told) if family == "organisations" else {}
    lines = [_line(about, told[row[0]], name, codes) for row in rows]
    return pages(rows[0][1] if rows else 0), lines


async def _codes(session: AsyncSession, told: dict[UUID, list[Telling]]) -> dict[UUID, str]:
    query = select(OrganisationCreated.id, OrganisationCreated.edrpou).where(OrganisationCreated.id.in_(told))
    return {row.id: row.edrpou for row in await session.execute(query)}


def _line(about: Wanted, told: Sequence[Telling], name: str | None, codes: dict[UUID, str]) -> FactLine:
    newest = told[-1]
    place = about.office is None or newest.place_id == about.office.id
    counts = place and newest.day is not None and about.first <= newest.day <= about.last
    link = f"/cso/{codes[newest.aggregate_id]}" if newest.aggregate_id in codes else None
    said = [_said(one) for one in told]
    return FactLine(
        type=newest.type,
        occurred_on=newest.day,
        recorded_at=newest.recorded_at,
        sequence=newest.sequence,
        title=newest.title,
        title_en=newest.title,
        link=f"/events/{newest.aggregate_id}" if newest.family == "events" else link,
        counts=counts and (name is None or name in newest.figures),
        visits=said[-1].visits,
        earlier=[one for one in said[:-1] if (one.occurred_on, one.visits) != (newest.day, said[-1].visits)],
    )


def _said(one: Telling) -> Earlier:
    visits = [number for name, number in one.figures.items() if name.startswith("visits/")]
    return Earlier(
        recorded_at=one.recorded_at,
        occurred_on=one.day,
        visits=sum(visits) if one.family == "events" else None,
    )
