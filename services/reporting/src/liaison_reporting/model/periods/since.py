"""What has changed in a period since it was locked: the figures of now beside those of then, and what came."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import CTE, Integer, Uuid, func, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import Contribution, DayFigure, Telling
from liaison_reporting.model.periods.locked import FAMILIES, NAMES, LockedPeriod, counted, locked_of

SHOWN = 200
Key = tuple[UUID, str, int]
"""An aggregate, its family of figures and its version."""


class LateLine(BaseModel):
    """A fact that came after the lock; `before` is what the lock holds of the same thing, null: nothing."""

    family: str
    aggregate_id: UUID
    title: str | None
    type: str
    recorded_at: datetime
    day: date | None
    figures: dict[str, int]
    before: dict[str, int] | None
    day_before: date | None


async def now_in(session: AsyncSession, lock: LockedPeriod) -> dict[tuple[UUID, str], int]:
    """The figures of the period as they stand now, by place and name."""
    number = func.sum(DayFigure.number)
    query = select(DayFigure.place_id, DayFigure.name, number).where(DayFigure.day.between(lock.first, lock.last))
    query = query.where(func.split_part(DayFigure.name, "/", 1).in_(NAMES))
    rows = await session.execute(query.group_by(DayFigure.place_id, DayFigure.name).having(number != 0))
    return {(place_id, name): int(total) for place_id, name, total in rows}


async def came_since(session: AsyncSession, lock: LockedPeriod) -> list[LateLine]:
    """What is told of the period now and was not in it when it was locked, the newest first; `SHOWN` at most.

    By the versions that the lock names, never by time: that a fact was recorded before the lock does not mean that it
    had arrived.
    """
    held = _held(lock)
    told = select(Telling, held.c.version).join(held, held.c.aggregate_id == Telling.aggregate_id)
    told = told.where(Telling.family.in_(FAMILIES), Telling.sequence > held.c.version)
    changed: dict[tuple[UUID, str], tuple[Telling, int]] = {}
    for row, version in await session.execute(told.order_by(Telling.sequence.desc()).limit(SHOWN * 5)):
        changed.setdefault((row.aggregate_id, row.family), (row, version))
    # Not `not exists`: PostgreSQL does not know how many the lock holds, and would look through all of them for each.
    query = counted(lock.first, lock.last).where(Contribution.aggregate_id.not_in(select(held.c.aggregate_id)))
    new = list(await session.scalars(query.order_by(Contribution.recorded_at.desc()).limit(SHOWN)))
    known = await _tellings(
        session,
        [(row.aggregate_id, row.family, row.version) for row in new]
        + [(row.aggregate_id, row.family, version) for row, version in changed.values()],
    )
    late = [_late(row, known.get((row.aggregate_id, row.family, row.version))) for row in new]
    for row, version in changed.values():
        late.append(_late(row, row, known.get((row.aggregate_id, row.family, version))))
    return sorted(late, key=lambda one: (one.recorded_at, one.aggregate_id), reverse=True)[:SHOWN]


def _held(lock: LockedPeriod) -> CTE:
    """Which version of each aggregate the lock holds, read where it stands: there may be thousands."""
    pairs = func.jsonb_each_text(LockedPeriod.included).table_valued("key", "value").render_derived()
    ids, versions = pairs.c.key.cast(Uuid).label("aggregate_id"), pairs.c.value.cast(Integer).label("version")
    return select(ids, versions).select_from(LockedPeriod).join(pairs, true()).where(LockedPeriod.id == lock.id).cte()


async def _tellings(session: AsyncSession, keys: list[Key]) -> dict[Key, Telling]:
    if not keys:
        return {}
    wanted = tuple_(Telling.aggregate_id, Telling.family, Telling.sequence).in_(keys)
    rows = await session.scalars(select(Telling).where(wanted))
    return {(row.aggregate_id, row.family, row.sequence): row for row in rows}


def _late(now: Any, told: Telling | None, before: Telling | None = None) -> LateLine:
    return LateLine(
        family=now.family,
        aggregate_id=now.aggregate_id,
        title=now.title,
        type=told.type if told else "",
        recorded_at=now.recorded_at,
        day=now.day,
        figures=locked_of(now.figures),
        before=locked_of(before.figures) if before else None,
        day_before=before.day if before else None,
    )
