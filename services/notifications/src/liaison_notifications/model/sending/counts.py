"""Deliveries in figures, window by window: what came about in each five minutes, told once it is complete."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from liaison_contracts.deliveries import BOUNDS, DeliveriesCounted, DeliveryCount
from liaison_kit.clock import KYIV
from sqlalchemy import DateTime, bindparam, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.tables import Base

WINDOW = 300
"""Seconds."""
AT_ONCE = 288
"""Windows in one transaction: those of a day."""

# What was accepted, and what receipts said since: a message is in both. What never left finished otherwise.
_COUNTED = text(f"""
    with came_about as (
        select purpose, channel, 'accepted' as outcome, accepted_at as at,
            greatest(0, extract(epoch from accepted_at - coalesce(due_at, created_at))) as seconds
        from delivery where accepted_at >= :since and accepted_at < :until
        union all
        select purpose, channel, status, receipt_at, null
        from delivery where receipt_at >= :since and receipt_at < :until
            and status in ('delivered', 'undelivered', 'complained')
        union all
        select purpose, channel, status, finished_at, null
        from delivery where finished_at >= :since and finished_at < :until
            and status in ('failed', 'unknown', 'expired', 'suppressed', 'cancelled')
    )
    select floor(extract(epoch from at) / {WINDOW})::bigint as number, purpose, channel, outcome, count(*) as count,
        sum(seconds)::float as seconds,
        {", ".join(f"count(*) filter (where seconds <= {bound}) as within_{bound}" for bound in BOUNDS)}
    from came_about group by 1, 2, 3, 4 order by 1, 2, 3, 4
""").bindparams(*(bindparam(name, type_=DateTime(timezone=True)) for name in ("since", "until")))  # noqa: S608 - our own numbers


class CountedWindows(Base):
    """Which window is to be told next; there is one row."""

    __tablename__ = "counted_windows"

    one: Mapped[bool] = mapped_column(primary_key=True)
    next_number: Mapped[int]


async def counted(session: AsyncSession, now: datetime, late: timedelta) -> tuple[list[DeliveriesCounted], bool]:
    """The windows to be told now, and whether there are more. `late`: so long after it came about an outcome may still
    be written down. The first time it begins with the window of this moment.
    """
    begun = insert(CountedWindows).values(one=True, next_number=_number(now)).on_conflict_do_nothing()
    await session.execute(begun)
    # One process at a time: whoever comes second finds it told.
    windows = await session.get(CountedWindows, True, with_for_update=True)
    assert windows is not None
    first = windows.next_number
    end = min(_number(now - late), first + AT_ONCE)
    if end <= first:
        return [], False
    windows.next_number = end
    by_number: dict[int, list[DeliveryCount]] = defaultdict(list)
    for row in await session.execute(_COUNTED, {"since": _moment(first), "until": _moment(end)}):
        by_number[row.number].append(_count(row))
    return [_told(number, counts) for number, counts in by_number.items()], end == first + AT_ONCE


def _count(row: Any) -> DeliveryCount:
    left = row.outcome == "accepted"
    return DeliveryCount(
        purpose=row.purpose,
        channel=row.channel,
        outcome=row.outcome,
        count=row.count,
        seconds=round(row.seconds, 3) if left else None,
        within={str(bound): getattr(row, f"within_{bound}") for bound in BOUNDS} if left else None,
    )


def _told(number: int, counts: list[DeliveryCount]) -> DeliveriesCounted:
    begins_at = _moment(number)
    return DeliveriesCounted(
        occurred_on=begins_at.astimezone(KYIV).date(),
        number=number,
        begins_at=begins_at,
        ends_at=_moment(number + 1),
        counts=counts,
    )


def _number(moment: datetime) -> int:
    return int(moment.timestamp()) // WINDOW


def _moment(number: int) -> datetime:
    return datetime.fromtimestamp(number * WINDOW, UTC)
