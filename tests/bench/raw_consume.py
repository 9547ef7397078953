"""The yardstick for the consumer: aiokafka's getmany in a loop, and the statements that the kit's inbox runs.

`python -m tests.bench.raw_consume DSN BOOTSTRAP TOPIC GROUP`. Whether the statements are still the kit's shows: both
must leave the same rows behind. What the kit does beside them (savepoint, validation, bisection) is not done here.
"""

import asyncio
import signal
import sys

import asyncpg
import uvloop
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from pydantic_core import from_json

from tests.bench.service import UPSERT, on_districts_joined

BATCH = 500
HELD = "select distinct key from parked where key = any($1) and dropped_at is null"
KNOWN = """
    with told as (select * from unnest($1::text[], $2::uuid[]) as told (consumer, fact_id)),
    kept as (insert into inbox select * from told on conflict do nothing returning consumer, fact_id)
    select consumer, fact_id from told except select consumer, fact_id from kept
"""
HEAR = """
    with told as (select * from unnest($2::text[], $3::int[], $4::bigint[]) as told (key, epoch, version)),
    noted as (
        insert into heard (topic, key, epoch, version) select $1, key, epoch, version from told
        on conflict (topic, key) do update set epoch = excluded.epoch, version = excluded.version
        where (heard.epoch, heard.version) < (excluded.epoch, excluded.version)
    )
    select heard.key, heard.epoch, heard.version from heard join told using (key) where heard.topic = $1
"""
PROGRESS = """
    insert into progress (topic, partition, next_offset) select * from unnest($1::text[], $2::smallint[], $3::bigint[])
    on conflict (topic, partition) do update set next_offset = greatest(progress.next_offset, excluded.next_offset)
"""
PROJECT = UPSERT.replace(":ids", "$1").replace(":versions", "$2").replace(":names", "$3")


async def consume(dsn: str, bootstrap: str, topic: str, group: str) -> None:
    """Works until SIGTERM; an offset is committed when its transaction is."""
    connection = await asyncpg.connect(dsn)
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print("ready", flush=True)
    while not stop.is_set():
        batches = await consumer.getmany(timeout_ms=10, max_records=BATCH)
        if batches:
            await _apply(connection, [record for batch in batches.values() for record in batch])
            await consumer.commit()
    await consumer.stop()
    await connection.close()


async def _apply(connection: asyncpg.Connection, records: list[ConsumerRecord[bytes, bytes]]) -> None:
    envelopes = [from_json(record.value) for record in records]
    latest = {envelope["subject"]: envelope for envelope in envelopes}
    states = [envelope["data"]["state"] for envelope in latest.values()]
    names = list(latest)
    epochs = [envelope["epoch"] for envelope in latest.values()]
    versions = [state["version"] for state in states]
    ends = {record.partition: record.offset + 1 for record in records}
    async with connection.transaction():
        await connection.fetch(HELD, sorted({record.key for record in records}))
        ids = [envelope["id"] for envelope in envelopes]
        known = await connection.fetch(KNOWN, [on_districts_joined.name] * len(ids), ids)
        assert not known, "the load has no duplicates"
        await connection.fetch(HEAR, records[0].topic, names, epochs, versions)
        await connection.execute(PROJECT, names, versions, [state["name"] for state in states])
        await connection.execute(PROGRESS, [records[0].topic] * len(ends), list(ends), list(ends.values()))


if __name__ == "__main__":
    uvloop.run(consume(*sys.argv[1:5]))
