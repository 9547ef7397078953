"""What Kafka has removed before it was read: facts are told of loudly, states are read again, and the rest goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from confluent_kafka.admin import AdminClient
from liaison_contracts.catalog import topic_of
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit.database import Database, new_id
from liaison_kit.outbox import shard_of
from liaison_kit.reactions import on
from liaison_kit.receiving import broker
from liaison_kit.receiving.consumer import Consumer, group_of
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running import metrics
from liaison_kit.running.releases import Releases
from liaison_kit.sending.relay import Relay
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually, publish, running
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

FACT, STATE = "DistrictJoined", "DistrictState"


@on(DistrictState)
async def on_district_state(session: AsyncSession, state: DistrictState) -> None:
    """Leaves no trace but in the inbox."""


class Place:
    """One district's partitions, and what became of its facts here."""

    def __init__(self, service: Service, database: Database, settings: Settings, joined: Callable[..., Any]) -> None:
        self.database, self.settings, self._joined = database, settings, joined
        self.id, self._version, self._service = new_id(), 0, service
        self.inbox = Inbox(database, [*service.reactions, on_district_state], settings.topic_prefix)

    def partition(self, topic: str) -> TopicPartition:
        return TopicPartition(self.settings.topic_prefix + topic, shard_of(str(self.id)))

    @asynccontextmanager
    async def consuming(self) -> AsyncIterator[None]:
        async with running(Consumer(self._service.name, self.inbox, self.settings)):
            yield

    async def tell(self, count: int) -> None:
        """Facts with their states, until they are on Kafka."""
        self._version += count
        versions = range(self._version - count + 1, self._version + 1)
        await publish(self.database, *(self._joined(self.id, version) for version in versions))
        async with running(Relay(self.database, self.settings)):
            await eventually(lambda: self.ask("select count(*) from outbox"), lambda left: left == 0)

    async def ask(self, query: str) -> Any:
        async with self.database.reading() as session:
            return await session.scalar(text(query))

    async def applied(self, count: int) -> None:
        await eventually(lambda: self.ask("select sum(times) from visit"), lambda found: found == count)

    async def remove(self, topic: str, before: int) -> None:
        """As retention does, only now; a topic that keeps the newest of each key must be told to remove any at all."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.settings.kafka_bootstrap_servers)
        await admin.start()
        try:
            place = self.partition(topic)
            remove = {"cleanup.policy": "delete"}
            await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, place.topic, remove)])
            await admin.delete_records({place: RecordsToDelete(before_offset=before)})
        finally:
            await admin.close()

    async def parked(self) -> list[tuple[str, int, str]]:
        async with self.database.reading() as session:
            rows = await session.execute(text('select topic, "offset", reason from parked where key is null'))
            return [tuple(row) for row in rows]


@pytest.fixture
async def place(service: Service, database: Database, settings: Settings, joined: Callable[..., Any]) -> Place:
    await broker.ensure_topics(settings, [topic_of(DistrictJoined), topic_of(DistrictState)])
    return Place(service, database, settings, joined)


def lost(place: Place) -> float:
    return float(metrics.LOST.labels(place.partition(FACT).topic)._value.get())


async def test_facts_that_were_removed_before_they_were_read_become_a_dead_letter(place: Place) -> None:
    await place.tell(5)
    async with place.consuming():
        await place.applied(5)
    await place.tell(5)
    await place.remove(FACT, before=8)
    with capture_logs() as said:
        async with place.consuming():
            await place.applied(7)
    topic = place.partition(FACT).topic
    letter = (topic, 5, "Kafka removed records 5 to 7 of this partition before they were read here")
    assert await place.parked() == [letter]
    assert lost(place) == 3
    [told] = [line for line in said if line["event"] == "records.lost"]
    assert (told["log_level"], told["first"], told["last"]) == ("error", 5, 7)

    async with place.database.transaction() as session:
        await session.execute(text("update parked set try_again_at = now()"))
    while await Releases(place.database, place.inbox).release():
        pass
    assert await place.parked() == [letter]
    await place.tell(1)
    async with place.consuming():
        await place.applied(8)
    assert await place.parked() == [letter]


async def test_a_loss_with_nothing_after_it_is_told_of_once(place: Place) -> None:
    await place.tell(5)
    async with place.consuming():
        await place.applied(5)
    await place.tell(5)
    await place.remove(FACT, before=10)
    for _ in range(2):
        async with place.consuming():
            await eventually(place.parked)
            await asyncio.sleep(0.5)
    assert len(await place.parked()) == 1
    assert lost(place) == 5


async def test_a_group_that_kafka_has_forgotten_misses_what_its_database_had_not_read(place: Place) -> None:
    await place.tell(5)
    async with place.consuming():
        await place.applied(5)
    await place.tell(5)
    await place.remove(FACT, before=8)
    forgotten = AdminClient({"bootstrap.servers": place.settings.kafka_bootstrap_servers, "log_level": 0})
    for future in forgotten.delete_consumer_groups([group_of("registry", place.settings)]).values():
        await asyncio.to_thread(future.result, 20)
    async with place.consuming():
        await place.applied(7)
    assert [offset for _, offset, _ in await place.parked()] == [5]


async def test_a_new_group_begins_with_the_oldest_record_and_misses_nothing(place: Place) -> None:
    await place.tell(5)
    await place.remove(FACT, before=3)
    async with place.consuming():
        await place.applied(2)
    assert await place.parked() == []
    assert lost(place) == 0


async def test_states_are_read_again_and_nothing_is_lost(place: Place) -> None:
    await place.tell(5)
    async with place.consuming():
        await place.applied(5)
    await place.tell(5)
    await place.remove(STATE, before=9)
    with capture_logs() as said:
        async with place.consuming():
            await place.applied(10)
            newest = f"select version from heard where topic = '{place.partition(STATE).topic}'"
            await eventually(lambda: place.ask(newest), lambda version: version == 10)
    assert [line["event"] for line in said if line["event"] == "topic.read_again"] == ["topic.read_again"]
    assert await place.parked() == []
