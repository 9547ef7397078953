"""How many messages one telephone or address gets: networks block a sender who gives one too many within an hour.

An address is counted under a keyed hash of it, in steps of ten minutes; counts are forgotten after two hours.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from liaison_kit import sealing
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.consent.addresses import Address
from liaison_notifications.model.delivery import Delivery
from liaison_notifications.model.manners import Manners
from liaison_notifications.model.tables import Base

STEP = timedelta(minutes=10)
WINDOW = timedelta(hours=1) + STEP
"""Longer than an hour, as the first step in it counts whole."""
KEPT = timedelta(hours=2)


class RecipientCount(Base):
    """How many messages an address was given since the beginning of ten minutes: of any kind, or equal ones."""

    __tablename__ = "recipient_count"

    key: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


def keys_of(delivery: Delivery, address: Address, secret: bytes) -> tuple[str, str]:
    """Under which its recipient is counted: with all messages, and with those that say the same.

    Other hashes than those by which an address is looked up elsewhere: these tables cannot be joined.
    """
    whose = f"count:{address.channel}:{address.text.casefold()}:"
    same = f"{delivery.purpose} {delivery.event_id or ''}"
    any_kind, equal = (sealing.keyed_hash(whose + what, secret).hex()[:32] for what in ("", same))
    return any_kind, equal


async def over_the_cap(
    session: AsyncSession, wanted: Sequence[tuple[Delivery, tuple[str, str]]], manners: Manners, now: datetime
) -> set[Delivery]:
    """Which of these are too many for whom they go to; the others are counted. What was tried before is counted."""
    new = [(delivery, keys) for delivery, keys in wanted if delivery.attempt == 0]
    if not new:
        return set()
    counts = await _locked_counts(session, sorted({key for _, keys in new for key in keys}), now)
    over, more = set[Delivery](), Counter[str]()
    for delivery, (any_kind, equal) in new:
        if counts.get(any_kind, 0) >= manners.any_an_hour or counts.get(equal, 0) >= manners.equal_an_hour:
            over.add(delivery)
            continue
        for key in (any_kind, equal):
            counts[key] = counts.get(key, 0) + 1
            more[key] += 1
    await _add(session, more, now)
    return over


def next_step(now: datetime) -> datetime:
    return _step(now) + STEP


def _step(now: datetime) -> datetime:
    seconds = int(STEP.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


async def _locked_counts(session: AsyncSession, keys: Sequence[str], now: datetime) -> dict[str, int]:
    """Nobody else counts these until the transaction ends: their rows are locked, always in the same order."""
    await _add(session, dict.fromkeys(keys, 0), now)
    of_an_hour = (
        select(RecipientCount.key, func.sum(RecipientCount.count))
        .where(RecipientCount.key.in_(keys), RecipientCount.since > now - WINDOW)
        .group_by(RecipientCount.key)
    )
    return {key: int(count) for key, count in await session.execute(of_an_hour)}


async def _add(session: AsyncSession, more: Mapping[str, int], now: datetime) -> None:
    if not more:
        return
    rows = [{"key": key, "since": _step(now), "count": count} for key, count in sorted(more.items())]
    writing = insert(RecipientCount)
    added = {"count": RecipientCount.count + writing.excluded.count}
    columns = ["key", "since"]
    await session.execute(writing.on_conflict_do_update(index_elements=columns, set_=added).values(rows))
