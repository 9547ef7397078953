"""What has changed in a period since it was locked: the figures of now beside those of then, and what came."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import Contribution, Telling
from liaison_reporting.model.periods.locked import FAMILIES, LockedPeriod, counted, locked_of, sums

SHOWN = 500


@dataclass(frozen=True)
class Late:
    """A fact that the locked figures do not hold: what it says now, and what the lock holds of the same thing."""

    family: str
    aggregate_id: UUID
    title: str | None
    type: str
    recorded_at: datetime
    place_id: UUID
    day: date | None
    figures: dict[str, int]
    before: dict[str, int] | None
    day_before: date | None


async def now_in(session: AsyncSession, lock: LockedPeriod) -> dict[tuple[UUID, str], int]:
    """The figures of the period as they stand now, by place and name."""
    return sums(await session.scalars(counted(lock.first, lock.last)))


async def came_since(session: AsyncSession, lock: LockedPeriod) -> list[Late]:
    """What is told of the period now and was not in it when it was locked, the newest first; `SHOWN` at most.

    By the versions that the lock names, never by time: that a fact was recorded before the lock does not mean that it
    had arrived.
    """
    held = {UUID(aggregate): int(version) for aggregate, version in lock.included.items()}
    rows = list(await session.scalars(counted(lock.first, lock.last)))
    away = held.keys() - {row.aggregate_id for row in rows}
    if away:
        gone = select(Contribution).where(Contribution.aggregate_id.in_(away), Contribution.family.in_(FAMILIES))
        rows += await session.scalars(gone)
    late = [row for row in rows if row.version > held.get(row.aggregate_id, 0)]
    late.sort(key=lambda row: (row.recorded_at, row.id), reverse=True)
    return await _told(session, late[:SHOWN], held)


async def _told(session: AsyncSession, late: list[Contribution], held: dict[UUID, int]) -> list[Late]:
    if not late:
        return []
    wanted = [(row.aggregate_id, row.family, row.version) for row in late]
    wanted += [(row.aggregate_id, row.family, held[row.aggregate_id]) for row in late if row.aggregate_id in held]
    keys = tuple_(Telling.aggregate_id, Telling.family, Telling.sequence)
    rows = await session.scalars(select(Telling).where(keys.in_(wanted)))
    told = {(row.aggregate_id, row.family, row.sequence): row for row in rows}
    return [
        Late(
            family=row.family,
            aggregate_id=row.aggregate_id,
            title=row.title,
            type=told[key].type if (key := (row.aggregate_id, row.family, row.version)) in told else "",
            recorded_at=row.recorded_at,
            place_id=row.place_id,
            day=row.day,
            figures=locked_of(row.figures),
            before=locked_of(before.figures) if before else None,
            day_before=before.day if before else None,
        )
        for row in late
        for before in (told.get((row.aggregate_id, row.family, held.get(row.aggregate_id, 0))),)
    ]
