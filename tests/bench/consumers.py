"""The arms that bring facts into a projection, exactly once: the kit's consumer, and a loop written by hand."""

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass

import asyncpg
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient
from liaison_contracts.catalog import topic_of
from liaison_contracts.registry import DistrictJoined
from liaison_kit.database import new_id
from liaison_kit.outbox import Publisher, encoded
from liaison_kit.testing import eventually
from liaison_local.ports import free_port

from tests.bench import cpu, databases, load, service
from tests.bench.platform import Platform
from tests.bench.processes import Worker, module_running

PATIENCE_SECONDS = 60
FACTS_PER_KEY = 3
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Outcome:
    """One run: records a second between the first and the last transaction, and what it left in the database."""

    rate: float
    cpu: dict[str, float]
    digest: str


Start = Callable[[Platform, str, str], AbstractAsyncContextManager[Worker]]
"""Starts a consumer for a database and a topic prefix."""


def facts(count: int) -> list[tuple[bytes, bytes]]:
    """Keys and structured events of about 900 bytes, three versions of each district one after the other."""
    registry = Publisher("registry", "http://localhost:8080")
    districts = [new_id() for _ in range(count // FACTS_PER_KEY)]
    return [
        (str(district).encode(), encoded(registry, service.district_joined(district, version, f"district {version}")))
        for version in range(1, FACTS_PER_KEY + 1)
        for district in districts
    ]


def kit_consumer(platform: Platform, dsn: str, prefix: str) -> AbstractAsyncContextManager[Worker]:
    """The consumer role's own process: FastStream, the kit's inbox, a reaction in bulk."""
    env = service.environment(platform, dsn, prefix, free_port(set()))
    return module_running(platform, "tests.bench.service", "consumer", env=env)


def raw_consumer(platform: Platform, dsn: str, prefix: str) -> AbstractAsyncContextManager[Worker]:
    """getmany and the same SQL."""
    arguments = (dsn, platform.kafka, prefix + topic_of(DistrictJoined).name, f"{prefix}raw")
    return module_running(platform, "tests.bench.raw_consume", *arguments)


async def consume(
    platform: Platform, start: Start, records: Sequence[tuple[bytes, bytes]], share_among: int | None = None
) -> Outcome:
    """Fills a fresh topic, starts a consumer, and waits until the inbox holds every record.

    With `share_among`, so many of the kit's consumers first share the empty topic's partitions out, then it is filled.
    """
    prefix = f"consumer-{next(_numbers)}."
    topic = prefix + topic_of(DistrictJoined).name
    load.make_topic(platform.kafka, topic)
    if not share_among:
        await asyncio.to_thread(_produce, platform.kafka, topic, records)
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(databases.fresh(platform))
        watch = await asyncpg.connect(dsn)
        stack.push_async_callback(watch.close)
        workers = [await stack.enter_async_context(start(platform, dsn, prefix)) for _ in range(share_among or 1)]
        if share_among:
            group = f"{prefix}liaison.{service.SERVICE.name}"
            await eventually(lambda: asyncio.to_thread(_sharing, platform.kafka, group), share_among.__eq__, within=60)
            await asyncio.to_thread(_produce, platform.kafka, topic, records)
        used = await _cpu_until(watch, platform, workers, len(records))
        outcome = Outcome(await _rate(watch), used, await _digest(watch))
    load.drop_topic(platform.kafka, topic)
    return outcome


def _sharing(bootstrap: str, group: str) -> int:
    """How many members of the group have partitions."""
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 2})
    try:
        described = admin.describe_consumer_groups([group])[group].result()
    except KafkaException:  # the first member of the first group is still waiting for a coordinator
        return 0
    return sum(bool(member.assignment.topic_partitions) for member in described.members)


def _produce(bootstrap: str, topic: str, records: Sequence[tuple[bytes, bytes]]) -> None:
    producer = Producer(
        {"bootstrap.servers": bootstrap, "partitioner": "murmur2", "linger.ms": 5, "log_level": 2,
         "queue.buffering.max.messages": 1_000_000}
    )  # fmt: skip
    for key, value in records:
        producer.produce(topic, value, key)
    producer.flush()


async def _cpu_until(
    watch: asyncpg.Connection, platform: Platform, workers: Sequence[Worker], wanted: int
) -> dict[str, float]:
    """CPU seconds per 100,000 records, from the first that are seen to be applied: starting up is left out."""
    trees = platform.servers | cpu.named([worker.tree for worker in workers])
    deadline = time.monotonic() + PATIENCE_SECONDS
    first, meter = 0, cpu.Meter(trees)
    while (count := await watch.fetchval("select count(*) from inbox")) < wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{count} of {wanted} records were applied in {PATIENCE_SECONDS} s")
        if count and not first:
            first, meter = count, cpu.Meter(trees)
        await asyncio.sleep(0.05)
    return meter.per_100k(wanted - first)


async def _rate(watch: asyncpg.Connection) -> float:
    """`received_at` is the start of each record's transaction; those of the first took no time yet."""
    return float(
        await watch.fetchval("""
            with span as (select min(received_at) as first, max(received_at) as last from inbox)
            select (count(*) filter (where received_at > first)) / extract(epoch from max(last) - min(first))
            from inbox, span
        """)
    )


async def _digest(watch: asyncpg.Connection) -> str:
    """What must be the same whoever consumed: every fact once, the newest version heard, the newest state shown."""
    return str(
        await watch.fetchval("""
            select md5(concat(
                (select md5(string_agg(concat(consumer, fact_id), ',' order by fact_id)) from inbox),
                (select md5(string_agg(concat(key, epoch, version), ',' order by key)) from heard),
                (select md5(string_agg(concat(partition, next_offset), ',' order by partition)) from progress),
                (select md5(string_agg(concat(id, version, name), ',' order by id)) from joined_district)))
        """)
    )
