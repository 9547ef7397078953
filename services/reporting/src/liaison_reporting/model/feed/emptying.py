"""What the feed forgets, as the topics do: of a state all but the newest, and what has had its topic's time.

Kafka's own clock decides (the moment at which it took a record), never the played one. A superseded state stays for a
day: whoever follows states in that time sees each.
"""

from datetime import timedelta

from liaison_kit import clock
from sqlalchemy import ColumnElement, CursorResult, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from liaison_reporting.model.feed.log import PUBLIC, FeedRecord

AT_ONCE = 5000
SUPERSEDED_KEPT = timedelta(days=1)


async def empty_expired(session: AsyncSession) -> int:
    """How many records were past the term that the catalogue says, and are empty now."""
    emptied = 0
    for topic in PUBLIC.values():
        if topic.retention is not None:
            before = clock.real_now() - topic.retention
            old = [FeedRecord.topic == topic.name, FeedRecord.value.is_not(None), FeedRecord.recorded_at < before]
            emptied += await _empty(session, *old)
    return emptied


async def empty_superseded(session: AsyncSession) -> int:
    """How many states had a newer one of their aggregate, and are empty now."""
    newer = aliased(FeedRecord)
    superseded = exists().where(
        newer.topic == FeedRecord.topic,
        newer.key == FeedRecord.key,
        newer.position > FeedRecord.position,
        newer.value.is_not(None),
    )
    states = [name for name, topic in PUBLIC.items() if topic.compacted]
    before = clock.real_now() - SUPERSEDED_KEPT
    old = [FeedRecord.topic.in_(states), FeedRecord.value.is_not(None), FeedRecord.recorded_at < before]
    return await _empty(session, *old, superseded)


async def _empty(session: AsyncSession, *which: ColumnElement[bool]) -> int:
    some = select(FeedRecord.position).where(*which).limit(AT_ONCE).with_for_update(skip_locked=True).correlate(None)
    emptied = await session.execute(update(FeedRecord).where(FeedRecord.position.in_(some)).values(value=None))
    assert isinstance(emptied, CursorResult)
    return int(emptied.rowcount)
