"""Facts from one service's outbox to another's tables, on a real broker, whatever arrives in between."""

import asyncio
import operator
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from liaison_contracts.catalog import CATALOG, PARTITIONS, topic_of
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit import outbox
from liaison_kit.database import Database, is_infrastructure, new_id
from liaison_kit.receiving import broker
from liaison_kit.receiving.consumer import Consumer
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.sending import producers
from liaison_kit.sending.relay import Relay
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually, publish, running
from sqlalchemy import text
from structlog.testing import capture_logs

from shared.kit.tests.unreadable import send_unreadable

FEW = [topic_of(DistrictJoined), topic_of(DistrictState)]
"""All topics for each test would be more partitions than a broker of this size holds."""


@pytest_asyncio.fixture
async def topics(settings: Settings) -> Settings:
    await broker.ensure_topics(settings, FEW)
    return settings


@asynccontextmanager
async def consuming(
    service: Service, database: Database, settings: Settings, kind: type[Inbox] = Inbox
) -> AsyncIterator[Consumer]:
    consumer = Consumer(service.name, kind(database, service.reactions, settings.topic_prefix), settings)
    await consumer.start()
    yield consumer
    await consumer.stop()


@asynccontextmanager
async def producing(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    producer = producers.producer(settings)
    await producer.start()
    yield producer
    await producer.stop()


async def times(database: Database) -> dict[UUID, int]:
    async with database.reading() as session:
        return {row.district: row.times for row in await session.execute(text("select * from visit"))}


async def rows(database: Database, table: str) -> int:
    async with database.reading() as session:
        return int(await session.scalar(text(f"select count(*) from {table}")) or 0)


async def published_at_last(database: Database, fact) -> bool:
    """Whether it could be published; a connection that is just breaking refuses it once."""
    try:
        await publish(database, fact)
    except Exception as error:
        if not is_infrastructure(error):
            raise
        return False
    return True


async def read_all(settings: Settings, topic: str, count: int) -> list:
    consumer = AIOKafkaConsumer(
        settings.topic_prefix + topic,
        bootstrap_servers=settings.kafka_bootstrap_servers,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        found = []
        async with asyncio.timeout(20):
            while len(found) < count:
                found += [record for batch in (await consumer.getmany(timeout_ms=200)).values() for record in batch]
        return found
    finally:
        await consumer.stop()


async def test_every_topic_of_the_catalogue_is_made_once(settings: Settings) -> None:
    assert len(await broker.ensure_topics(settings)) == len(CATALOG)
    assert await broker.ensure_topics(settings) == []


async def test_a_topic_that_is_kept_otherwise_than_the_catalogue_says_is_told_of(settings: Settings) -> None:
    short, right = (settings.topic_prefix + topic.name for topic in FEW)
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    await admin.create_topics([NewTopic(short, PARTITIONS, 1, topic_configs={"retention.ms": "34560000000"})])
    await eventually(admin.list_topics, lambda there: short in there)  # a moment after it was made
    await admin.close()
    with capture_logs() as said:
        assert await broker.ensure_topics(settings, FEW) == [right]
        await broker.ensure_topics(settings, FEW)
    warnings = [line for line in said if line["event"] == "topic.kept_otherwise"]
    assert [line["topic"] for line in warnings] == [short, short]
    assert warnings[0]["remedy"].endswith(f"--entity-name {short} --add-config retention.ms=-1")


async def test_a_fact_and_its_state_reach_kafka_and_leave_the_outbox(
    joined, database: Database, topics: Settings
) -> None:
    fact = joined()
    await publish(database, fact)
    async with running(Relay(database, topics)):
        [record] = await read_all(topics, "DistrictJoined", 1)
        [state] = await read_all(topics, "DistrictState", 1)
        await eventually(lambda: rows(database, "outbox"), lambda left: left == 0)
    assert record.key == state.key == str(fact.state.id).encode()
    assert dict(record.headers) == {"content-type": b"application/cloudevents+json; charset=UTF-8"}


async def test_facts_of_one_aggregate_arrive_in_the_order_of_their_versions(
    joined, database: Database, topics: Settings
) -> None:
    ids = [new_id() for _ in range(5)]
    await publish(database, *(joined(i, version) for version in range(1, 41) for i in ids))
    async with running(Relay(database, topics)):
        records = await read_all(topics, "DistrictJoined", 200)
    for district in ids:
        sequence = [r.value.split(b'"sequence":"')[1][:20] for r in records if r.key == str(district).encode()]
        assert sequence == sorted(sequence)
        assert len(set(sequence)) == 40


async def test_two_relays_send_nothing_twice(joined, database: Database, topics: Settings) -> None:
    await publish(database, *(joined() for _ in range(100)))
    async with running(Relay(database, topics), Relay(database, topics)):
        await eventually(lambda: rows(database, "outbox"), lambda left: left == 0)
        records = await read_all(topics, "DistrictJoined", 100)
    assert len(records) == 100
    assert len({record.key for record in records}) == 100


async def test_a_fact_is_applied_once_however_often_it_is_delivered(
    joined, service: Service, database: Database, topics: Settings
) -> None:
    fact, last = joined(), joined()
    await publish(database, fact)
    async with running(Relay(database, topics)), consuming(service, database, topics), producing(topics) as producer:
        [record] = await read_all(topics, "DistrictJoined", 1)
        for _ in range(3):
            await producer.send_and_wait(record.topic, record.value, key=record.key)
        await publish(database, last)
        await eventually(lambda: times(database), lambda found: last.state.id in found)
        await eventually(lambda: rows(database, "outbox"), lambda left: left == 0)
        assert await times(database) == {fact.state.id: 1, last.state.id: 1}


async def test_what_cannot_be_applied_is_parked_and_the_rest_goes_on(
    joined, service: Service, database: Database, topics: Settings
) -> None:
    topic = f"{topics.topic_prefix}DistrictJoined"
    good = joined()
    async with consuming(service, database, topics), producing(topics) as producer, running(Relay(database, topics)):
        await producer.send_and_wait(topic, b"{not json", key=b"a")
        await producer.send_and_wait(topic, b'{"specversion":"1.0"}', key=b"b")
        await producer.send_and_wait(topic, None, key=b"c")
        await producer.send_and_wait(topic, b"\xff\x00", key=b"d", headers=[("h\x00", b"\xff\x00"), ("n", None)])
        await publish(database, joined(name="poison"), good)
        assert (await eventually(lambda: times(database)))[good.state.id] == 1
        assert await eventually(lambda: rows(database, "parked"), lambda count: count == 5)


async def test_later_facts_of_a_parked_key_wait_behind_it(
    joined, service: Service, database: Database, topics: Settings
) -> None:
    bad = joined(name="poison")
    other = joined()
    async with consuming(service, database, topics), running(Relay(database, topics)):
        await publish(database, bad, joined(bad.state.id, 2), other)
        await eventually(lambda: rows(database, "parked"), lambda count: count == 2)
        await eventually(lambda: times(database))
        assert await times(database) == {other.state.id: 1}


async def test_records_sent_while_nobody_listened_are_applied_later(
    joined, service: Service, database: Database, topics: Settings
) -> None:
    facts = [joined() for _ in range(20)]
    await publish(database, *facts)
    async with running(Relay(database, topics)):
        async with consuming(service, database, topics):
            await eventually(lambda: times(database), lambda found: len(found) == 20)
        more = [joined() for _ in range(20)]
        await publish(database, *more)
        async with consuming(service, database, topics):
            found = await eventually(lambda: times(database), lambda found: len(found) == 40)
    assert set(found.values()) == {1}


async def test_a_consumer_joins_its_group_once(service: Service, database: Database, topics: Settings) -> None:
    async with consuming(service, database, topics) as consumer:

        async def ready() -> bool:
            return consumer.ready

        await eventually(ready)
        assert consumer._subscriber.consumer._coordinator.generation == 1


async def test_a_database_that_is_away_is_waited_for(
    joined, service: Service, database: Database, topics: Settings, database_url: str
) -> None:
    fact = joined()
    async with consuming(service, database, topics), running(Relay(database, topics)):
        await publish(database, fact)
        await eventually(lambda: times(database))
        async with database.engine.connect() as connection:
            await connection.exec_driver_sql(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        later = joined()
        await eventually(lambda: published_at_last(database, later))
        found = await eventually(lambda: times(database), lambda found: len(found) == 2)
    assert found == {fact.state.id: 1, later.state.id: 1}


async def test_what_waits_behind_a_batch_that_does_not_end_is_counted_with_it(
    joined, service: Service, database: Database, topics: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison_kit.receiving.consumer.LOOK_SECONDS", 0.1)
    subscriber = Consumer(service.name, Inbox(database, service.reactions, topics.topic_prefix), topics)
    first = joined()

    async def behind() -> int:
        return subscriber.behind()

    async with running(subscriber, Relay(database, topics)):
        async with database.engine.begin() as holding:
            await holding.exec_driver_sql("lock table visit in access exclusive mode")
            for many in (1, 30):
                # The oldest are in hand, and Kafka is not asked for more until they are done.
                facts = [joined(first.state.id, version) for version in range(many, 2 * many)]
                await publish(database, *facts)
                await eventually(behind, partial(operator.le, many))
        await eventually(behind, partial(operator.eq, 0))


class Stumbling(Inbox):
    """Breaks, as a bug in the machine room would, at the first record that it sees."""

    stumbled = False

    async def apply(self, records: Any) -> None:
        if not Stumbling.stumbled:
            Stumbling.stumbled = True
            raise RuntimeError("a bug in the machine room")
        await super().apply(records)


async def test_a_batch_that_breaks_is_delivered_again(
    joined, service: Service, database: Database, topics: Settings
) -> None:
    facts = [joined() for _ in range(5)]
    await publish(database, *facts)
    async with running(Relay(database, topics)), consuming(service, database, topics, Stumbling):
        found = await eventually(lambda: times(database), lambda found: len(found) == 5)
    assert Stumbling.stumbled
    assert found == {fact.state.id: 1 for fact in facts}


@pytest_asyncio.fixture
async def unreadable(topics: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record in the first partition of DistrictJoined that aiokafka fails on."""
    await send_unreadable(topics, monkeypatch)


@pytest.mark.usefixtures("unreadable")
async def test_a_record_that_the_client_cannot_read_costs_no_record_of_another_partition(
    joined, service: Service, database: Database, topics: Settings
) -> None:
    others = [fact for fact in (joined() for _ in range(80)) if outbox.shard_of(str(fact.state.id)) != 0]
    await publish(database, *others[:20])
    async with consuming(service, database, topics), running(Relay(database, topics)):
        await eventually(lambda: times(database), lambda found: len(found) == 20, within=60)
        for fact in others[20:]:
            await publish(database, fact)
        found = await eventually(lambda: times(database), lambda found: len(found) == len(others), within=60)
    assert found == {fact.state.id: 1 for fact in others}


async def test_a_broker_that_is_away_when_a_consumer_starts_is_waited_for(
    service: Service, database: Database, settings: Settings
) -> None:
    nowhere = settings.model_copy(update={"kafka_bootstrap_servers": "127.0.0.1:1"})
    stop = asyncio.Event()
    running = asyncio.create_task(Consumer(service.name, Inbox(database, service.reactions), nowhere).run(stop))
    done, _ = await asyncio.wait({running}, timeout=1)
    stop.set()
    await running
    assert not done
