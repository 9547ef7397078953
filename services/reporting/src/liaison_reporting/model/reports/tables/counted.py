"""What was counted at offices, month by month, each in the district that the office was in on that day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Uuid, bindparam, cast, column, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from liaison_reporting.model.contributions import figures_by_months
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, district_of_then, turning_days
from liaison_reporting.model.reports.report import Asked

FAMILIES = ("events", "visits", "event_tools", "room_minutes", "groups_formed")
"""What is counted at offices; people are what `years` and `answers` show."""


@dataclass(frozen=True)
class Counted:
    """How much of a family of figures (`visits`) an office counted in a month, and in which district that was."""

    office_id: UUID
    district_id: UUID | None
    month: date
    family: str
    number: int


@dataclass(frozen=True)
class Part:
    """How much of one figure (`visits/training`) an office counted on all days asked about."""

    office_id: UUID
    district_id: UUID | None
    name: str
    number: int


async def counted_at_offices(
    session: AsyncSession,
    asked: Asked,
    districts: dict[UUID, DistrictCopy],
    offices: list[OfficeCopy],
    first: date,
    last: date,
) -> tuple[list[Counted], list[Part], list[Counted]]:
    """On the days asked about, their parts, and ever until the last of them."""
    stays = [(one.id, *stay) for one in offices for stay in _stays(one, districts)]
    types: dict[str, TypeEngine[Any]] = {"office_id": Uuid(), "since": Date(), "until": Date(), "district_id": Uuid()}
    listed: list[ColumnElement[Any]] = [
        bindparam(name, [stay[place] for stay in stays], type_=ARRAY(types[name], dimensions=1))
        for place, name in enumerate(types)
    ]
    stay = func.unnest(*listed).table_valued(*(column(name, type_) for name, type_ in types.items()), name="stay")
    stay = stay.render_derived()
    turns = [first, last + timedelta(days=1), *(since for _, since, _, _ in stays)]
    found = figures_by_months(asked.known_until, turns, "events", "groups")
    month = cast(func.date_trunc("month", found.c.day), Date)
    family = func.split_part(found.c.name, "/", 1)
    of = (stay.c.office_id, stay.c.district_id)
    then = func.sum(found.c.number).filter(found.c.day >= first)
    there = (stay.c.office_id == found.c.place_id) & (found.c.day >= stay.c.since) & (found.c.day < stay.c.until)
    query = select(*of, month, family, found.c.name, then, func.sum(found.c.number)).select_from(found)
    query = query.join(stay, there).where(found.c.day <= last, family.in_(FAMILIES))
    query = query.group_by(func.grouping_sets(tuple_(*of, month, family), tuple_(*of, found.c.name)))
    counted, parts, ever = [], [], []
    for office, district, begins, of_family, name, number, in_all in await session.execute(query):
        if begins is None:
            if number is not None:
                parts.append(Part(office, district, name, int(number)))
            continue
        ever.append(Counted(office, district, begins, of_family, int(in_all)))
        if number is not None:
            counted.append(Counted(office, district, begins, of_family, int(number)))
    return counted, parts, ever


def _stays(office: OfficeCopy, districts: dict[UUID, DistrictCopy]) -> list[tuple[date, date, UUID | None]]:
    """In which district it was from which day to which, the second not included."""
    turns = turning_days([office], districts.values())
    begins = sorted({date.min, *turns})
    ends = [*begins[1:], date.max]
    return [
        (since, until, district_of_then(districts, office.district_on(since), since))
        for since, until in zip(begins, ends, strict=True)
    ]
