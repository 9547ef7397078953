"""Rebuilding a projection from Kafka, against PostgreSQL's own COPY of the same rows into an identical table."""

import asyncio
import gc
import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from liaison_contracts.catalog import PARTITIONS
from liaison_contracts.events import EventHeld, EventKind, EventState, EventStatus, ParticipationTool
from liaison_kit import migrations, outbox
from liaison_kit.database import new_id
from liaison_kit.receiving import broker, replay
from liaison_kit.service import open_database
from liaison_kit.settings import Settings
from liaison_reporting.service import SERVICE

from tests.bench.platform import Platform

FACTS = 100_000
COPIES = 3


async def rebuild(platform: Platform, repeats: int = 1, facts: int = FACTS) -> list[tuple[float, float]]:
    """For each repeat the rates of a whole replay and of the COPY, in rows a second; each table has all of `facts`.

    The replay reads `facts` EventHeld records, and makes its tables, compares and switches within its time.
    """
    async with _reporting(platform) as settings:
        await _tell(settings, facts)
        return [await _measure(settings, facts) for _ in range(repeats)]


@asynccontextmanager
async def _reporting(platform: Platform) -> AsyncIterator[Settings]:
    name = f"bench_rebuild_{new_id().hex[-8:]}"
    admin = await asyncpg.connect(platform.admin_dsn)
    await admin.execute(f"create database {name}")
    settings = SERVICE.settings(
        DATABASE_URL=platform.dsn(name),
        KAFKA_BOOTSTRAP_SERVERS=platform.kafka,
        topic_prefix=f"{name}.",
    )
    database = open_database(SERVICE, settings)
    await migrations.migrate(database, SERVICE.migrations)
    await database.close()
    try:
        yield settings
    finally:
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


async def _tell(settings: Settings, facts: int) -> None:
    """As the events service would, and as if reporting's consumers had come to the end of it."""
    await broker.ensure_topics(settings)
    topic = f"{settings.topic_prefix}EventHeld"
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers, linger_ms=5)
    await producer.start()
    events, offices = outbox.Publisher("events", settings.url), [new_id() for _ in range(7)]
    for begin in range(0, facts, 5_000):
        some = [_event_held(offices[number % 7], number) for number in range(begin, min(facts, begin + 5_000))]
        sent = [await producer.send(topic, outbox.encoded(events, fact), str(fact.key).encode()) for fact in some]
        await asyncio.gather(*sent)
    await producer.stop()
    async with AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers) as consumer:
        ends = await consumer.end_offsets([TopicPartition(topic, number) for number in range(PARTITIONS)])
    assert sum(ends.values()) == facts, ends
    rows = [(topic, place.partition, end) for place, end in ends.items()]
    connection = await asyncpg.connect(settings.database_url)
    await connection.executemany("insert into progress values ($1, $2, $3)", rows)
    await connection.close()


def _event_held(office: UUID, number: int) -> EventHeld:
    """One of about 1,250 bytes with its envelope."""
    state = EventState(
        id=new_id(),
        version=2,
        title=f"Як подати петицію {number}",
        description="Практичне заняття для мешканців громади",
        kind=EventKind.TRAINING,
        tools=[ParticipationTool.PETITION],
        status=EventStatus.HELD,
        office_id=office,
        office_name="Офіс у Вінницьких Хуторах",
        room_id=office,
        room_name="Зала",
        address="вул. Незалежності, 1",
        starts_at=datetime(2023, 6, 1, 15, tzinfo=UTC),
        ends_at=datetime(2023, 6, 1, 17, tzinfo=UTC),
        capacity=30,
        attendance=number % 30,
    )
    return EventHeld(
        occurred_on=date(2023, 6, 1), state=state, attendance=number % 30, tools=state.tools, outcome="Дві петиції."
    )


async def _measure(settings: Settings, facts: int) -> tuple[float, float]:
    live = open_database(SERVICE, settings)
    gc.collect()
    began = time.monotonic()
    await replay.replay(SERVICE, settings, live)
    rebuilding = time.monotonic() - began
    await live.close()
    connection = await asyncpg.connect(settings.database_url)
    rows = io.BytesIO()
    await connection.copy_from_query("select * from held_event order by ctid", output=rows, format="binary")
    took = []
    for _ in range(COPIES):
        await connection.execute("create table copied (like held_event including all)")
        rows.seek(0)
        began = time.monotonic()
        await connection.copy_to_table("copied", source=rows, format="binary")
        took.append(time.monotonic() - began)
        copied, rebuilt = [
            await connection.fetchval(f"select count(*) from {name}") for name in ("copied", "held_event")
        ]
        assert copied == rebuilt == facts, (copied, rebuilt)
        await connection.execute("drop table copied")
    await connection.close()
    return facts / rebuilding, facts / sorted(took)[COPIES // 2]
