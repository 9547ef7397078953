"""The feed under test: facts told on a real Kafka, copied by the real job."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import httpx
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, TopicPartition
from liaison_contracts.catalog import topic_of
from liaison_contracts.events import EventHeld, SignUpConfirmed
from liaison_contracts.fact import Fact, State
from liaison_contracts.registry import CSORegistered, OfficeOpened, OfficeState
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext, Kept
from liaison_kit.receiving import broker
from liaison_kit.sending import producers
from liaison_kit.settings import Settings
from liaison_reporting.jobs.copy_facts import copy_facts
from liaison_reporting.model.feed.log import places

from services.reporting.tests.test_replay import Teller

PUBLIC: Sequence[type[Fact] | type[State]] = (OfficeState, OfficeOpened, EventHeld, CSORegistered)
TOLD = (*PUBLIC, SignUpConfirmed)
FEED = "/api/reporting/v1/feed/facts"


async def on_the_topics(settings: Settings) -> dict[tuple[str, str], list[bytes]]:
    """What a Kafka consumer reads, by topic and key."""
    names = [settings.topic_prefix + topic_of(one).name for one in TOLD]
    found: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    async with AIOKafkaConsumer(
        *names, bootstrap_servers=settings.kafka_bootstrap_servers, auto_offset_reset="earliest"
    ) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        left = sum(ends.values())
        while left:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    found[record.topic.removeprefix(settings.topic_prefix), record.key.decode()].append(record.value)
                    left -= 1
    return found


@pytest_asyncio.fixture
async def context(database: Database, settings: Settings) -> AsyncIterator[JobContext]:
    async with Kept() as kept:
        yield JobContext(database, settings, kept)


@pytest_asyncio.fixture
async def teller(database: Database, settings: Settings) -> AsyncIterator[Teller]:
    await broker.ensure_topics(settings, [topic_of(one) for one in TOLD])
    producer = producers.producer(settings)
    await producer.start()
    yield Teller(database, settings, producer)
    await producer.stop()


@pytest.fixture
def copy(context: JobContext) -> Callable[[], Awaitable[None]]:
    """Copies all that is on the topics now."""

    async def to_the_end() -> None:
        settings: Settings = context.settings
        partitions = [TopicPartition(settings.topic_prefix + topic_of(one).name, n) for one in PUBLIC for n in range(4)]
        async with AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers) as consumer:
            consumer.assign(partitions)  # so that it learns of all topics at once
            ends = await consumer.end_offsets(partitions)
        while True:
            await copy_facts(context)
            async with context.transaction() as session:
                reached = await places(session)
            prefix = settings.topic_prefix
            if all(end == reached.get((at.topic.removeprefix(prefix), at.partition), 0) for at, end in ends.items()):
                return

    return to_the_end


@pytest.fixture
def follow(client: httpx.AsyncClient) -> Callable[..., Awaitable[tuple[list[dict[str, Any]], str]]]:
    """Reads to the end, page by page: the facts, and the cursor behind them."""

    async def to_the_end(after: str = "", **query: Any) -> tuple[list[dict[str, Any]], str]:
        found: list[dict[str, Any]] = []
        while True:
            asked = {"after": after} if after else {}
            answer = await client.get(FEED, params=asked | query)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            after = page["next"]
            if not page["facts"]:
                return found, after
            found += page["facts"]

    return to_the_end
