"""Of a number that is a sum: each thing that counts in it, as told last and as told before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

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
    later = aliased(Telling)
    again = select(later.id).where(*_there(later, about), later.aggregate_id == Telling.aggregate_id)
    again = again.where(tuple_(later.day, later.id) > tuple_(Telling.day, Telling.id))
    # Each on its last day, found along the days: to group all of them takes longer the more there are.
    query = select(Telling.aggregate_id).where(*_there(Telling, about), ~again.exists())
    query = query.order_by(Telling.day.desc(), Telling.aggregate_id.desc())
    ids = (await session.scalars(query.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))).all()
    each = select(Telling.aggregate_id).where(*_there(Telling, about)).group_by(Telling.aggregate_id).subquery()
    number = await session.scalar(select(func.count()).select_from(each)) or 0
    told: dict[UUID, list[Telling]] = defaultdict(list)
    mine = select(Telling).where(*_by_then(Telling, about), Telling.aggregate_id.in_(ids))
    for one in await session.scalars(mine.order_by(Telling.sequence, Telling.id)):
        told[one.aggregate_id].append(one)
    codes = await _codes(session, told) if family == "organisations" else {}
    return pages(number), [_line(about, told[one], name, codes) for one in ids]


def _by_then(telling: type[Telling], about: Wanted) -> list[ColumnElement[bool]]:
    by_then = [telling.family == SUMS[about.figure][0]]
    return [*by_then, telling.recorded_at <= about.known] if about.known else by_then


def _there(telling: type[Telling], about: Wanted) -> list[ColumnElement[bool]]:
    there = [*_by_then(telling, about), telling.day.between(about.first, about.last)]
    if about.office:
        there.append(telling.place_id == about.office.id)
    if name := SUMS[about.figure][1]:
        there.append(telling.figures.has_key(name))
    return there


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
