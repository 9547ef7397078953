"""Show a locked period: what was approved, in each version, and what has come since."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import defer

from liaison_reporting.model.network import DistrictCopy, OfficeCopy
from liaison_reporting.model.periods.locked import LockedPeriod, people_in, versions
from liaison_reporting.model.periods.period import days_of
from liaison_reporting.model.periods.since import SHOWN, LateLine, came_since, now_in
from liaison_reporting.model.projections import newest_fact_at

router = web.router(ANYBODY)

Names = dict[UUID, tuple[str | None, str | None]]


class Version(BaseModel):
    """`recorded_until`: when the newest fact in its figures was recorded, UTC."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    locked_at: datetime
    recorded_until: datetime | None


class Line(BaseModel):
    """A figure at a place as it was locked, and as it stands now."""

    place_id: UUID
    place: str | None
    place_en: str | None
    name: str
    locked: int
    now: int


class People(BaseModel):
    """Consultations at an office in a locked year as they were locked, and `now`; null: fewer than five, or none."""

    place: str | None
    place_en: str | None
    consultations: int | None
    now: int | None


class PeriodPage(BaseModel):
    """`changed`: whether something came since; then the newest version may be followed by a next one."""

    period: str
    first: date
    last: date
    version: Version
    versions: list[Version]
    lines: list[Line]
    people: list[People]
    late: list[LateLine]
    more_late: bool
    changed: bool
    current_to: datetime | None


@router.get("/results/periods/{period}")
async def show_period(
    session: Session, period: str, version: Annotated[int | None, LeftEmpty, Query(ge=1, le=10**6)] = None
) -> PeriodPage:
    days_of(period)
    wanted = versions(period).where(LockedPeriod.number == version) if version else versions(period)
    lock = await session.scalar(wanted.limit(1).options(defer(LockedPeriod.included)))
    if lock is None:
        raise NotFound
    about = LockedPeriod
    locks = await session.execute(
        versions(period).with_only_columns(about.number, about.locked_at, about.recorded_until)
    )
    names = await _names(session, lock)
    lines, late = await _lines(session, lock, names), await came_since(session, lock)
    people = await _people(session, lock, names)
    return PeriodPage(
        period=period,
        first=lock.first,
        last=lock.last,
        version=Version.model_validate(lock),
        versions=[Version.model_validate(one) for one in locks],
        lines=lines,
        people=people,
        late=late,
        more_late=len(late) == SHOWN,
        changed=bool(late) or any(one.consultations != one.now for one in people),
        current_to=await newest_fact_at(session),
    )


async def _names(session: Session, lock: LockedPeriod) -> Names:
    """As they were locked; of what was not, today's."""
    names: Names = {UUID(one["place_id"]): (one["name"], one["name_en"]) for one in lock.places}
    for copy in (OfficeCopy, DistrictCopy):
        for row in await session.execute(select(copy.id, copy.name, copy.name_en)):
            names.setdefault(row[0], (row[1], row[2]))
    return names


async def _people(session: Session, lock: LockedPeriod, names: Names) -> list[People]:
    now = await people_in(session, lock.period)
    locked = {UUID(one["place_id"]): one["consultations"] for one in lock.places if one.get("consultations")}
    people = []
    for place in sorted(locked.keys() | now.keys()):
        name, name_en = names.get(place, (None, None))
        numbers = {"consultations": locked.get(place), "now": now.get(place)}
        people.append(People(place=name, place_en=name_en, **numbers))
    return people


async def _lines(session: Session, lock: LockedPeriod, names: Names) -> list[Line]:
    now = await now_in(session, lock)
    locked = {(UUID(one["place_id"]), name): n for one in lock.places for name, n in one["figures"].items()}
    keys = sorted(locked.keys() | now.keys(), key=lambda key: (names.get(key[0], (None, ""))[0] or "", *map(str, key)))
    lines = []
    for place, name in keys:
        known = names.get(place, (None, None))
        numbers = {"locked": locked.get((place, name), 0), "now": now.get((place, name), 0)}
        lines.append(Line(place_id=place, place=known[0], place_en=known[1], name=name, **numbers))
    return lines
