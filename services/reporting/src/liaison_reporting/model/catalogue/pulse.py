"""The pulse of a topic: when something was last told on it, and how much in a week.

The feed knows: it has every public record.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from liaison_kit import clock
from sqlalchemy import String, column, func, lateral, select, true, values
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.feed.log import FeedRecord

WEEK = timedelta(days=7)
MOST = 10_000
"""So many of the newest records are looked at to count those of a week: a page is no reason to read the whole feed."""


async def last_told(session: AsyncSession, topics: Sequence[str]) -> dict[str, datetime]:
    """When each was last told, by its name without a prefix; those that never were are left out."""
    names = values(column("name", String), name="topics").data([(name,) for name in topics])
    newest = lateral(
        select(FeedRecord.recorded_at)
        .where(FeedRecord.topic == names.c.name, FeedRecord.value.is_not(None))
        .order_by(FeedRecord.position.desc())
        .limit(1)
    )
    rows = await session.execute(select(names.c.name, newest.c.recorded_at).select_from(names.join(newest, true())))
    return {row.name: row.recorded_at for row in rows}


async def told_in_a_week(session: AsyncSession, topic: str) -> int:
    """How many records of the past seven days there are; of a state only those that are still the last of their key."""
    newest = (
        select(FeedRecord.recorded_at)
        .where(FeedRecord.topic == topic, FeedRecord.value.is_not(None))
        .order_by(FeedRecord.position.desc())
        .limit(MOST)
        .subquery()
    )
    since = clock.now() - WEEK
    return int(await session.scalar(select(func.count()).where(newest.c.recorded_at > since)) or 0)
