"""What every table made from facts has, and how a row comes into it: the newest version stays."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from liaison_kit import clock, database, telemetry
from liaison_kit.database import TYPES, Aggregate
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped


class Base(DeclarativeBase):
    """Reporting's own metadata."""

    metadata = database.metadata()
    type_annotation_map = TYPES


class Kept(Aggregate):
    """What every row made from a fact has: the aggregate's id and version, and when the fact was recorded."""

    recorded_at: Mapped[datetime]


def recorded_at(fact_id: UUID | None, now: datetime) -> datetime:
    """When a fact was recorded, by the clock: its id is a UUIDv7, which begins with Unix milliseconds (RFC 9562).

    Not the envelope's `time`, which the played year sets to the past. `now` stands in where no fact is at hand.
    """
    return datetime.fromtimestamp((fact_id.int >> 80) / 1000, UTC) if fact_id else now


async def keep(session: AsyncSession, model: type[Base], **columns: Any) -> None:
    """Writes what the fact being applied tells, unless a newer version is there already."""
    when = recorded_at(telemetry.current().causation, clock.now())
    await database.keep_latest(session, model, recorded_at=when, **columns)
