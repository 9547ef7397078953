"""How many messages one telephone or address gets: networks block a sender who gives one too many within an hour.

An address is counted under a keyed hash of it, in steps of ten minutes; counts are forgotten after two hours.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from liaison_kit import sealing
from sqlalchemy import ARRAY, DateTime, Integer, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.consent.addresses import Address
from liaison_notifications.model.manners import Manners
from liaison_notifications.model.sending.delivery import Delivery
from liaison_notifications.model.tables import Base

STEP = timedelta(minutes=10)
WINDOW = timedelta(hours=1) + STEP
"""Longer than an hour, as the first step in it counts whole."""
KEPT = timedelta(hours=2)


# Always in the same order, so that two who count wait for each other, and not each for the other.
ADDED = text("""
    insert into recipient_count (key, since, count)
    select key, :since, count from unnest(:keys, :counts) as c (key, count) order by key
    on conflict (key, since) do update set count = recipient_count.count + excluded.count
""").bindparams(
    bindparam("keys", type_=ARRAY(Text)),
    bindparam("counts", type_=ARRAY(Integer)),
    bindparam("since", type_=DateTime(timezone=True)),
)
OF_AN_HOUR = text(
    "select key, sum(count) from recipient_count where key = any(:keys) and since > :after group by key"
).bindparams(bindparam("keys", type_=ARRAY(Text)), bindparam("after", type_=DateTime(timezone=True)))


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
    """Which of these are too many for whom they go to; the others are counted.

    What was tried, or made ready to be, is counted already.
    """
    new = [(delivery, keys) for delivery, keys in wanted if delivery.attempt == 0 and delivery.due_at is None]
    if not new:
        return set()
    asked = Counter(key for _, keys in new for key in keys)
    await _add(session, asked, now)
    counts = await _counts(session, list(asked), now)
    counts.subtract(asked)
    over, less = set[Delivery](), Counter[str]()
    for delivery, (any_kind, equal) in new:
        if counts[any_kind] >= manners.any_an_hour or counts[equal] >= manners.equal_an_hour:
            over.add(delivery)
            less.subtract((any_kind, equal))
        else:
            counts.update((any_kind, equal))
    await _add(session, less, now)
    return over


def next_step(now: datetime) -> datetime:
    return _step(now) + STEP


def _step(now: datetime) -> datetime:
    seconds = int(STEP.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


async def _counts(session: AsyncSession, keys: list[str], now: datetime) -> Counter[str]:
    """Of the last hour. They were added to: nobody else counts these until the transaction ends."""
    rows = await session.execute(OF_AN_HOUR, {"keys": keys, "after": now - WINDOW})
    return Counter({key: int(count) for key, count in rows})


async def _add(session: AsyncSession, more: Counter[str], now: datetime) -> None:
    if more:
        await session.execute(ADDED, {"keys": list(more), "counts": list(more.values()), "since": _step(now)})
