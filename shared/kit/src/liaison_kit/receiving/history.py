"""Kafka's history: the records of some topics from the first one on, read without a group and never committed."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TypeAlias

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError
from aiokafka.structs import OffsetAndMetadata
from liaison_contracts.catalog import PARTITIONS, topic_of

from liaison_kit.reactions import Reaction
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.sending.records import Record
from liaison_kit.settings import KafkaSettings, Settings

AT_ONCE = 5_000
COORDINATOR_SECONDS = 30
FETCH_BYTES = 8 * 1024 * 1024

Offsets: TypeAlias = dict[TopicPartition, int]
"""For each partition the offset behind the last record that is meant."""


class HistoryLost(Exception):
    """Kafka does not hold what a rebuild needs."""


class History:
    """All partitions of the topics that these reactions listen to."""

    def __init__(self, settings: Settings, reactions: Sequence[Reaction], group: str) -> None:
        self._settings = settings
        self._group = group
        self._contracts = {settings.topic_prefix + topic_of(one.contract).name: one.contract for one in reactions}
        self._partitions = [TopicPartition(topic, part) for topic in self._contracts for part in range(PARTITIONS)]

    async def __aenter__(self) -> "History":
        self._consumer = reader(self._settings)
        await self._consumer.start()
        self._consumer.assign(self._partitions)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    async def committed(self) -> Offsets:
        """What the service's group has behind it: its consumers will not read before these offsets again."""
        admin = AIOKafkaAdminClient(**by_keywords(self._settings))
        await admin.start()
        try:
            async with asyncio.timeout(COORDINATOR_SECONDS):
                told = await self._ask(admin)
        finally:
            await admin.close()
        return {place: found.offset for place, found in told.items() if found.offset > 0}

    async def _ask(self, admin: AIOKafkaAdminClient) -> dict[TopicPartition, OffsetAndMetadata]:
        while True:
            try:
                return await admin.list_consumer_group_offsets(self._group)  # type: ignore[no-any-return]  # untyped
            except GroupCoordinatorNotAvailableError:
                # The broker makes the place for groups when the first one asks.
                await asyncio.sleep(0.1)

    async def check(self, until: Offsets) -> None:
        """HistoryLost if records before these offsets are no longer, or not any more, on the topics.

        A compacted topic has forgotten what was superseded, and only that.
        """
        begins = await self._consumer.beginning_offsets(self._partitions)
        ends = await self._consumer.end_offsets(self._partitions)
        for place in self._partitions:
            where = f"partition {place.partition} of {place.topic}"
            if begins[place] and not topic_of(self._contracts[place.topic]).compacted:
                raise HistoryLost(f"{where} begins at record {begins[place]}: Kafka has removed the ones before.")
            if ends[place] < until.get(place, 0):
                raise HistoryLost(f"{where} ends at record {ends[place]}, but {until[place]} were applied from it.")

    async def read(self, start: Offsets, until: Offsets) -> AsyncGenerator[list[Record]]:
        """Batches of records between the two, each partition in order; for ever if the broker stays away."""
        left = {place for place in until if start.get(place, 0) < until[place]}
        if not left:
            return
        async with reader(self._settings) as consumer:
            consumer.assign(sorted(left))
            for place in left:
                consumer.seek(place, start.get(place, 0))
            while left:
                found = await consumer.getmany(*left, timeout_ms=1000, max_records=AT_ONCE)
                batch = [one for place, records in found.items() for one in records if one.offset < until[place]]
                for place in list(left):
                    if await consumer.position(place) >= until[place]:
                        left.remove(place)
                        consumer.pause(place)
                if batch:
                    yield batch


def reader(settings: KafkaSettings) -> AIOKafkaConsumer:
    """Without a group: it reads what it is told to, and says so where that is not there any more.

    Assign first: asked for offsets of a topic that it was not assigned, it waits a tenth of a second before it looks.
    """
    return AIOKafkaConsumer(
        **by_keywords(settings),
        auto_offset_reset="none",
        enable_auto_commit=False,
        fetch_max_bytes=4 * FETCH_BYTES,
        max_partition_fetch_bytes=FETCH_BYTES,
    )
