"""The feed's log: every record of the public topics, byte for byte, in one order that nobody can overtake.

A position is given under a lock that is held until the commit, so that positions become visible in their order: whoever
has read up to one never misses a lower one. (With a serial number alone a transaction that began first may commit last,
and readers would have passed its rows.) They are without gaps, and each keeps the id of its record for ever.

The `chain` at a position is made of the ids of all records up to it: only a feed that has the same ones in the same
order has it there, too.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from liaison_contracts.catalog import CATALOG, Classification
from liaison_kit.beside.following import Place, Read, Taken
from sqlalchemy import BigInteger, LargeBinary, SmallInteger, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.feed.tombstones import tombstone
from liaison_reporting.model.kept import Base

PUBLIC = {topic.name: topic for topic in CATALOG if topic.classification is Classification.PUBLIC}
FACTS = tuple(name for name, topic in PUBLIC.items() if not topic.compacted)
"""What is followed where nothing is named: each fact carries the state that it led to."""

NOBODY = UUID(int=0)
ONE_WRITER = text("select pg_advisory_xact_lock(7237250)")


class FeedRecord(Base):
    """A record at its place. `value` is its CloudEvent; None once it is superseded or past its topic's time."""

    __tablename__ = "feed_record"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[str]
    key: Mapped[str]
    fact_id: Mapped[UUID] = mapped_column(unique=True)
    recorded_at: Mapped[datetime]
    value: Mapped[bytes | None] = mapped_column(LargeBinary)
    chain: Mapped[UUID | None]
    """None for records from before there was one; their own id stands for it."""


class FeedPlace(Base):
    """Where the feed goes on in a partition; written with the records that were read from it."""

    __tablename__ = "feed_place"

    topic: Mapped[str] = mapped_column(primary_key=True)
    partition: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    next_offset: Mapped[int] = mapped_column(BigInteger)


async def places(session: AsyncSession) -> dict[Place, int]:
    """Where each partition goes on."""
    rows = await session.execute(select(FeedPlace.topic, FeedPlace.partition, FeedPlace.next_offset))
    return {(row.topic, row.partition): row.next_offset for row in rows}


async def append(session: AsyncSession, taken: Taken, begun: Mapping[Place, int], url: str) -> int:
    """Puts what was read behind the last record, and says how many were new.

    None if another process has meanwhile gone on from where this one began. What Kafka delivers twice is here once.
    """
    await session.execute(ONE_WRITER)
    now = await places(session)
    if any(now.get(place, 0) != begun.get(place, 0) for place in taken.ends):
        return 0
    fresh: dict[UUID, Read] = {}
    for one in taken.records:
        fresh.setdefault(one.fact_id, one)
    for known in await session.scalars(select(FeedRecord.fact_id).where(FeedRecord.fact_id.in_(fresh))):
        del fresh[known]
    if fresh:
        last = await head(session)
        chain = await chain_at(session, last)
        rows = [
            {
                "position": last + number,
                "topic": one.topic.name,
                "key": one.key,
                "fact_id": one.fact_id,
                "recorded_at": one.recorded_at,
                "value": tombstone(one, url) if one.value is None else one.value,
                "chain": (chain := uuid5(chain, str(one.fact_id))),
            }
            for number, one in enumerate(fresh.values(), 1)
        ]
        await session.execute(insert(FeedRecord), rows)
    if taken.ends:
        ends = [{"topic": t, "partition": part, "next_offset": end} for (t, part), end in taken.ends.items()]
        statement = upsert(FeedPlace).values(ends)
        moved = {"next_offset": statement.excluded.next_offset}
        await session.execute(statement.on_conflict_do_update(index_elements=["topic", "partition"], set_=moved))
    return len(fresh)


async def chain_at(session: AsyncSession, position: int) -> UUID:
    """What the records up to this position come to; NOBODY where there is none."""
    chain = func.coalesce(FeedRecord.chain, FeedRecord.fact_id)
    return await session.scalar(select(chain).where(FeedRecord.position == position)) or NOBODY


async def head(session: AsyncSession) -> int:
    """The position of the last record, 0 before the first."""
    return int(await session.scalar(select(func.max(FeedRecord.position))) or 0)
