"""Facts are copied once, whoever copies, and go on where they were; their order is shown in tests/feed."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from liaison_contracts.catalog import topic_of
from liaison_contracts.events import EventMoved
from liaison_contracts.registry import OfficeState
from liaison_kit.beside import following
from liaison_kit.beside.following import Following, Taken
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext, Kept
from liaison_kit.receiving import broker
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually
from liaison_reporting.jobs.copy_facts import copy_facts
from liaison_reporting.model.feed.log import append, places
from sqlalchemy import text

from services.reporting.tests.feed.conftest import on_the_topics
from services.reporting.tests.test_replay import Teller

NOON = 1_790_000_000_000


async def test_a_fact_that_kafka_delivers_twice_is_in_the_feed_once(
    facts, teller: Teller, copy, follow, settings: Settings
) -> None:
    held = facts.event_held(new_id())
    await teller.tell(held)
    [value] = [value for values in (await on_the_topics(settings)).values() for value in values]
    await teller._producer.send_and_wait(settings.topic_prefix + "EventHeld", value, str(held.key).encode())
    await copy()
    assert len((await follow())[0]) == 1


async def test_two_processes_that_copy_at_once_keep_everything_once(
    facts, teller: Teller, database: Database, settings: Settings, follow
) -> None:
    told = [facts.event_held(new_id()) for _ in range(60)]

    async def copying(done: asyncio.Event) -> None:
        async with Kept() as kept:
            context = JobContext(database, settings, kept)
            while await copy_facts(context) or not done.is_set():
                pass

    done = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(2):
            tasks.create_task(copying(done))
        for one in told:
            await teller.tell(one)
        done.set()
    found, _ = await follow()
    assert sorted(one["subject"] for one in found) == sorted(str(one.key) for one in told)


async def test_places_are_written_with_what_was_read_from_them(
    facts, teller: Teller, context: JobContext, database: Database
) -> None:
    await teller.tell(facts.event_held(new_id()))
    while await copy_facts(context):
        pass
    async with database.transaction() as session:
        assert sum((await places(session)).values()) == 1


async def test_a_topic_that_was_made_anew_is_read_from_its_beginning(
    facts, teller: Teller, copy, follow, database: Database
) -> None:
    await teller.tell(facts.event_held(new_id()))
    await copy()
    async with database.transaction() as session:
        await session.execute(text("update feed_place set next_offset = 1000"))
    await teller.tell(facts.event_held(new_id()), facts.event_held(new_id()))
    await copy()
    assert len((await follow())[0]) == 3


@pytest.mark.parametrize("same", [True, False])
async def test_a_tombstone_on_a_topic_that_was_made_anew_is_another_one(
    teller: Teller, context: JobContext, copy, follow, settings: Settings, *, same: bool
) -> None:
    """Its offset is that of one before; taken for that, what is gone would be there for ever."""
    topic, key = f"{settings.topic_prefix}OfficeState", str(new_id())
    told = [key, key if same else str(new_id())]
    await teller._producer.send_and_wait(topic, None, told[0].encode(), partition=0, timestamp_ms=NOON)
    await copy()
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    await admin.delete_topics([topic])

    async def there() -> bool:
        return topic in await admin.list_topics()

    await eventually(there, lambda found: not found)
    await admin.close()
    await context.kept.one(Following, lambda: Following(settings, [])).close()
    await broker.ensure_topics(settings, [topic_of(OfficeState)])
    async with context.transaction() as session:
        await session.execute(text("update feed_place set next_offset = 1000 where topic = 'OfficeState'"))
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers) as anew:
        await anew.send_and_wait(topic, None, told[1].encode(), partition=0, timestamp_ms=NOON + same)
    await copy()
    assert [one["subject"] for one in (await follow(types="OfficeState"))[0]] == told


async def test_a_topic_that_comes_later_is_copied_too(
    facts, teller: Teller, copy, context: JobContext, database: Database, settings: Settings, monkeypatch
) -> None:
    """As a release makes it that this process did not wait for."""
    monkeypatch.setattr(following, "LOOK_AGAIN_SECONDS", 0)
    await copy()
    await broker.ensure_topics(settings, [topic_of(EventMoved)])
    topic = f"{settings.topic_prefix}EventMoved"
    await teller._producer.send_and_wait(topic, b"nonsense", b"a")

    async def reached() -> int:
        await copy_facts(context)
        async with database.reading() as session:
            return int(await session.scalar(text("select count(*) from feed_place")) or 0)

    assert await eventually(reached) == 1


async def test_whoever_comes_second_moves_nothing_back(context: JobContext) -> None:
    place = ("EventHeld", 0)
    async with context.transaction() as session:
        await append(session, Taken([], {place: 7}), {}, "")
    async with context.transaction() as session:
        assert await append(session, Taken([], {place: 3}), {}, "") == 0
        assert await places(session) == {place: 7}
