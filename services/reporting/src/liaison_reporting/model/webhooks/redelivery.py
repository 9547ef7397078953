"""Redelivery: behind which place in the feed a webhook begins again."""

from datetime import datetime
from uuid import UUID

from liaison_kit.errors import Refusal
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.feed.log import FeedRecord, head


class NoSuchFact(Refusal):
    """This fact is not in the feed."""

    field = "fact_id"


async def before(session: AsyncSession, fact_id: UUID | None, since: datetime | None) -> int:
    """The place before this fact, or before the first that was recorded at this moment or later; or the beginning."""
    if fact_id:
        there = await session.scalar(select(FeedRecord.position).where(FeedRecord.fact_id == fact_id))
        if there is None:
            raise NoSuchFact
        return there - 1
    if since is None:
        return 0
    first = await session.scalar(select(func.min(FeedRecord.position)).where(FeedRecord.recorded_at >= since))
    return await head(session) if first is None else first - 1
