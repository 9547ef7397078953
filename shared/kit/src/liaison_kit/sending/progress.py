"""Progress: how far this database has come in each partition, and the lock under which its tables move on."""

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit.sending.records import Arrival

APPLYING_LOCK = "7237103, hashtext(current_schema())"
_SHARED = text(f"select pg_advisory_xact_lock_shared({APPLYING_LOCK})")
_NOTE = text("""
    insert into progress (topic, partition, next_offset)
    select * from unnest(cast(:topics as text[]), cast(:partitions as smallint[]), cast(:offsets as bigint[]))
    on conflict (topic, partition) do update set next_offset = greatest(progress.next_offset, excluded.next_offset)
""")


async def share_tables(session: AsyncSession) -> None:
    """Until the transaction ends no replay compares the tables, or puts others in their place."""
    await session.execute(_SHARED)


def ends_of(arrivals: Sequence[Arrival]) -> dict[tuple[str, int], int]:
    """The offset after the last of these records, by topic and partition; they come in the order of their offsets."""
    return {(arrival.record.topic, arrival.record.partition): arrival.record.offset + 1 for arrival in arrivals}


async def note_progress(session: AsyncSession, ends: Mapping[tuple[str, int], int]) -> None:
    """Every record before these offsets is applied or parked once the transaction commits."""
    topics, partitions = [topic for topic, _ in ends], [partition for _, partition in ends]
    await session.execute(_NOTE, {"topics": topics, "partitions": partitions, "offsets": list(ends.values())})
