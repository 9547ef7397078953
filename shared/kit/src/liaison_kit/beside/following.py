"""Following topics without a group: records as they stand on Kafka, for a job that keeps its own place.

A service's consumer applies facts through the inbox; this is for whoever keeps the records themselves, byte for byte.
The place of each partition is kept by the caller beside what it has read, in one transaction: then nothing is kept
twice, and nothing is left out.
"""

import asyncio
import heapq
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID, uuid5

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from liaison_contracts.catalog import PARTITIONS, Topic
from liaison_contracts.fact import Fact, State
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit.reactions import Reaction
from liaison_kit.receiving.history import reader
from liaison_kit.running import metrics
from liaison_kit.sending.progress import share_tables
from liaison_kit.sending.records import LAST, Arrival, Record, arrive
from liaison_kit.settings import Settings

log = structlog.get_logger()

AT_ONCE = 500
PATIENCE_MS = 500
CAREFUL_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 30.0
"""For topics that were not there yet: they are made by a release that comes later, or by whoever tells them."""
OUR_KEY = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""As we write UUIDs. Any other key may be anything: a telephone, or what no database takes."""
TOMBSTONES = UUID("5d3c9d2c-6a51-4a35-9b0e-6a1f6a3b8f10")

Place: TypeAlias = tuple[str, int]
"""Topic as the catalogue names it, and partition."""


@dataclass(frozen=True)
class Read:
    """A record of ours. `value` is its CloudEvent, byte for byte; None for a tombstone."""

    topic: Topic
    partition: int
    offset: int
    key: str
    fact_id: UUID
    recorded_at: datetime
    value: bytes | None


@dataclass(frozen=True)
class Taken:
    """What was read, each partition in its order and all of them by time, and where each partition goes on."""

    records: Sequence[Read]
    ends: Mapping[Place, int]


async def hold_backups(session: AsyncSession) -> None:
    """Until the transaction ends no backup is taken: it would hold what its publisher is not known to have told."""
    await share_tables(session)


class Following:
    """One process's reader of some topics. What breaks on the way to Kafka is a ConnectionError, and passes."""

    def __init__(self, settings: Settings, topics: Sequence[Topic]) -> None:
        self._settings = settings
        self._topics = {settings.topic_prefix + topic.name: topic for topic in topics}
        self._reactions = {name: Reaction(topic.contract, _nobody) for name, topic in self._topics.items()}
        self._consumer: AIOKafkaConsumer | None = None
        self._position: dict[TopicPartition, int] = {}
        self._looked_at = self._careful_until = 0.0

    async def take(self, places: Mapping[Place, int]) -> Taken:
        """What comes next after these places (a partition that is not named begins with its first record).

        Waits half a second if there is nothing. A record that is not what its topic promises is told of and left out.
        """
        try:
            return await self._take(places)
        except KafkaError as error:
            await self.close()
            raise ConnectionError(type(error).__name__) from error

    async def close(self) -> None:
        if self._consumer is not None:
            consumer, self._consumer = self._consumer, None
            await consumer.stop()

    async def _take(self, places: Mapping[Place, int]) -> Taken:
        consumer = await self._assigned()
        for partition in consumer.assignment():
            wanted = places.get(self._place(partition), 0)
            if self._position.get(partition) != wanted:
                consumer.seek(partition, wanted)
                self._position[partition] = wanted
        if not consumer.assignment():
            await asyncio.sleep(PATIENCE_MS / 1000)
            return Taken((), {})
        try:
            found = await self._fetched(consumer)
        except OffsetOutOfRangeError as error:
            return await self._begin_again(consumer, list(error.args[0]))
        for partition, records in found.items():
            self._position[partition] = records[-1].offset + 1
        ends = {self._place(partition): self._position[partition] for partition in found}
        # Merging keeps each partition's own order, whatever the clocks of those who told say.
        merged = heapq.merge(*found.values(), key=lambda record: record.timestamp)
        return Taken([one for record in merged if (one := self._read(record)) is not None], ends)

    async def _fetched(self, consumer: AIOKafkaConsumer) -> dict[TopicPartition, list[Record]]:
        """As receiving/fetching.py: a record that aiokafka cannot read stops its partition, and no other one."""
        now = asyncio.get_running_loop().time()
        if now > self._careful_until:
            try:
                found: dict[TopicPartition, list[Record]]
                found = await consumer.getmany(timeout_ms=PATIENCE_MS, max_records=AT_ONCE)
            except KafkaError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it was, its partition shows it again
                log.warning("following.careful", error=type(error).__name__)
                self._careful_until = now + CAREFUL_SECONDS
                self._position.clear()  # aiokafka has moved on past what it had taken from others
                return {}
            return found
        found = {}
        for partition in sorted(consumer.assignment()):
            try:
                found |= await consumer.getmany(partition, timeout_ms=10, max_records=AT_ONCE)
            except KafkaError:
                raise
            except Exception as error:  # noqa: BLE001 - one partition must not stop the others
                self._position.pop(partition)
                log.error("record.unreadable", error=type(error).__name__, topic=partition.topic)
        return found

    async def _assigned(self) -> AIOKafkaConsumer:
        now = asyncio.get_running_loop().time()
        if self._consumer is None:
            self._consumer = reader(self._settings)
            self._position.clear()
            await self._consumer.start()
        elif now < self._looked_at + LOOK_AGAIN_SECONDS:
            return self._consumer
        self._looked_at = now
        there = await self._consumer.topics() & self._topics.keys()
        assigned = {TopicPartition(name, part) for name in there for part in range(PARTITIONS)}
        if assigned != self._consumer.assignment():
            self._consumer.assign(sorted(assigned))
            self._position.clear()
        return self._consumer

    async def _begin_again(self, consumer: AIOKafkaConsumer, lost: Sequence[TopicPartition]) -> Taken:
        """Kafka has removed what comes next, or the topic was made anew: on with the first that is there."""
        begins = await consumer.beginning_offsets(lost)
        for partition in lost:
            place = {"topic": partition.topic, "partition": partition.partition}
            log.warning("following.begins_again", position=self._position.get(partition), at=begins[partition], **place)
            consumer.seek(partition, begins[partition])
            self._position[partition] = begins[partition]
        return Taken((), {self._place(partition): begins[partition] for partition in lost})

    def _place(self, partition: TopicPartition) -> Place:
        return self._topics[partition.topic].name, partition.partition

    def _read(self, record: Record) -> Read | None:
        arrival = arrive(record, self._reactions[record.topic])
        topic = self._topics[record.topic]
        gone = record.value is None
        key = (record.key or b"").decode(errors="replace") if gone else arrival.place[1]
        astray = None if OUR_KEY.fullmatch(key) else "key: not one of ours"
        reason = arrival.reason or _misclassified(arrival, topic) or astray
        if reason:
            place = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
            # The reason says where and what kind, never the value.
            log.error("following.left_out", reason=reason, **place)
            metrics.LEFT_OUT.labels(topic.name).inc()
            return None
        # A topic that was made anew has other tombstones at the offsets of those before.
        told = f"{record.topic}/{record.partition}/{record.offset}/{key}/{record.timestamp}"
        fact_id = uuid5(TOMBSTONES, told) if gone else arrival.fact_id
        recorded_at = datetime.fromtimestamp(min(max(record.timestamp, 0), LAST) / 1000, UTC)
        return Read(topic, record.partition, record.offset, key, fact_id, recorded_at, record.value)


def _misclassified(arrival: Arrival, topic: Topic) -> str | None:
    """Whoever may write on a topic cannot put there, by mistake, what its class does not allow."""
    if arrival.record.value is None or arrival.reason:
        return None
    return None if arrival.classification == topic.classification.value else "dataclassification: not the topic's"


async def _nobody(_session: AsyncSession, _fact: Fact | State) -> None:
    """Nothing reacts here: a reaction is only how a record is read."""
