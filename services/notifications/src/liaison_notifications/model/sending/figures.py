"""Figures of deliveries: how soon messages are with a provider, and what became of them. They say nothing of a person.

The measure is the one that GOV.UK Notify publishes of itself: the share of messages that a provider has taken within
ten seconds. Counted from the moment when a message could first be sent, failed attempts and a service that stood still
included. Messages of bulletins are left out of it: thousands at once are meant to take their time, as others go first.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from liaison_kit.clock import KYIV
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Row, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from liaison_notifications.model.sending.delivery import Channel, Delivery, DeliveryStatus

SOON = timedelta(seconds=10)
GOAL = 99
"""Per cent."""
DAYS = 14

_DUE = func.coalesce(Delivery.due_at, Delivery.next_try_at)
_WAITED = Delivery.accepted_at - _DUE
_SINGLE = Delivery.bulletin_id.is_(None)
_NOT_OWED = (DeliveryStatus.SUPPRESSED, DeliveryStatus.CANCELLED, DeliveryStatus.FAILED)
"""Nobody could have taken them: not wanted any more, or refused by whoever was to take them."""


class Speed(BaseModel):
    """How soon messages were with a provider; nothing where none was due."""

    due: int = Field(ge=0, description="That could have been with a provider by now, whether they are or not.")
    soon: int = Field(ge=0, description="Of these, with a provider within 10 seconds.")
    percent: float | None = Field(description="The share of these, rounded down to a tenth.")
    slowest_of_hundred: float | None = Field(description="99 of 100 of those taken were so within so many seconds.")

    @property
    def reached(self) -> bool | None:
        return None if self.percent is None else self.percent >= GOAL


class DayOfMessages(Speed):
    """One day, Europe/Kyiv."""

    day: date
    accepted: int
    unknown: int
    failed: int = Field(description="Not taken, or not delivered.")


class ByChannel(Speed):
    """Today, by one channel."""

    channel: Channel
    counts: dict[DeliveryStatus, int]


async def days_of_messages(session: AsyncSession, now: datetime) -> list[DayOfMessages]:
    """The last days on which any message was due, newest first."""
    day = func.date(func.timezone(KYIV.key, _DUE)).label("day")
    rows = await session.execute(_figures(now, day, since=midnight(now, DAYS - 1)).order_by(day.desc()))
    return [_day(row) for row in rows]


async def channels_today(session: AsyncSession, now: datetime) -> list[ByChannel]:
    since = midnight(now)
    speeds = {row.channel: _speed(row) for row in await session.execute(_figures(now, Delivery.channel, since=since))}
    counted = select(Delivery.channel, Delivery.status, func.count()).where(since <= _DUE, now >= _DUE)
    counts: dict[str, dict[DeliveryStatus, int]] = {}
    for channel, status, count in await session.execute(counted.group_by(Delivery.channel, Delivery.status)):
        counts.setdefault(channel, {})[DeliveryStatus(status)] = count
    return [ByChannel(channel=Channel(name), counts=counts[name], **speeds[name]) for name in sorted(counts)]


def midnight(now: datetime, days_ago: int = 0) -> datetime:
    """When today began in Kyiv, or a day before."""
    return datetime.combine(now.astimezone(KYIV).date() - timedelta(days=days_ago), time(), KYIV)


def _figures(now: datetime, by: ColumnElement[Any] | InstrumentedAttribute[str], since: datetime) -> Any:
    """A message that became due a moment ago is neither soon nor late yet."""
    owed = and_(
        _SINGLE,
        Delivery.status.not_in(_NOT_OWED),
        case((Delivery.accepted_at.is_(None), now >= _DUE + SOON), else_=True),
    )
    return (
        select(
            by,
            func.count().filter(owed).label("due"),
            func.count().filter(owed, _WAITED <= SOON).label("soon"),
            func.percentile_disc(0.99).within_group(func.extract("epoch", _WAITED)).filter(_SINGLE).label("slowest"),
            func.count(Delivery.accepted_at).label("accepted"),
            func.count().filter(Delivery.status == DeliveryStatus.UNKNOWN).label("unknown"),
            func.count().filter(Delivery.status.in_(_FAILED)).label("failed"),
        )
        .where(since <= _DUE, now >= _DUE)
        .group_by(by)
    )


_FAILED = (DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED)


def _day(row: Row[Any]) -> DayOfMessages:
    return DayOfMessages(day=row.day, accepted=row.accepted, unknown=row.unknown, failed=row.failed, **_speed(row))


def _speed(row: Row[Any]) -> dict[str, Any]:
    slowest = None if row.slowest is None else round(float(row.slowest), 1)
    return {"due": row.due, "soon": row.soon, "percent": percent(row.soon, row.due), "slowest_of_hundred": slowest}


def percent(part: int, whole: int) -> float | None:
    """Rounded down: 99.96 % is not all of them."""
    return part * 1000 // whole / 10 if whole else None
