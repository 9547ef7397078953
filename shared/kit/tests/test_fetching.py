"""What is taken of Kafka at a time: all that has reached it, and no partition waits for a quiet one meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from liaison_contracts.catalog import topic_of
from liaison_contracts.registry import DistrictJoined
from liaison_kit.receiving import broker, fetching
from liaison_kit.receiving.fetching import Fetching
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually
from structlog.testing import capture_logs

from shared.kit.tests.unreadable import send_unreadable

FOR_EVER_MS = 600_000
"""Longer than any test: a request that waits for a quiet partition is never answered."""


async def nothing_is_missing(*_: Any) -> None:
    raise AssertionError("each partition is there from its first record on")


class Reading:
    """A consumer of one topic, and the records that it was given."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str, producer: AIOKafkaProducer) -> None:
        self.consumer, self._topic, self._producer = consumer, topic, producer
        self._fetching = Fetching(nothing_is_missing)

    async def send(self, value: bytes, partition: int) -> None:
        await self._producer.send_and_wait(self._topic, value, partition=partition)

    async def take(self) -> list[bytes]:
        """What the next call gives that gives anything."""

        async def taken() -> list[bytes]:
            return [record.value for record in await self._fetching.get_msg(self.consumer)]

        return await eventually(taken, bool, within=30)

    async def fetched(self) -> None:
        """Returns once something lies in this process."""

        async def lies_here() -> bool:
            return bool(self.consumer._fetcher._records)

        await eventually(lies_here, bool, within=30)


def consumer_of(settings: Settings, group: str, **options: Any) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        f"{settings.topic_prefix}DistrictJoined",
        bootstrap_servers=settings.kafka_bootstrap_servers,
        group_id=f"{settings.topic_prefix}{group}",
        auto_offset_reset="none",
        enable_auto_commit=False,
        **options,
    )


@asynccontextmanager
async def reading(settings: Settings, **options: Any) -> AsyncIterator[Reading]:
    await broker.ensure_topics(settings, [topic_of(DistrictJoined)])
    consumer = consumer_of(settings, "fetching", **options)
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers) as producer:
        await consumer.start()
        try:
            begun = Reading(consumer, f"{settings.topic_prefix}DistrictJoined", producer)
            await begun.send(b"first", 1)
            assert await begun.take() == [b"first"]
            yield begun
        finally:
            await consumer.stop()


async def test_nothing_is_skipped_when_the_first_fetch_of_a_new_group_fails(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await broker.ensure_topics(settings, [topic_of(DistrictJoined)])
    await send_unreadable(settings, monkeypatch)
    # The first call waits until positions are known and all partitions have answered, in an order of chance.
    monkeypatch.setattr(fetching, "TIMEOUT_MS", 1000)
    monkeypatch.setattr(fetching, "CAREFUL_SECONDS", 1)
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers) as producer:
        for partition in (1, 2, 3):
            await producer.send_and_wait(f"{settings.topic_prefix}DistrictJoined", b"{}", partition=partition)
    for group in range(4):
        consumer = consumer_of(settings, str(group))
        await consumer.start()
        taking, taken = Fetching(nothing_is_missing), set[int]()
        try:
            async with asyncio.timeout(30):
                while taken != {1, 2, 3}:
                    taken |= {record.partition for record in await taking.get_msg(consumer)}
        finally:
            await consumer.stop()


async def test_what_reached_kafka_while_a_batch_was_in_hand_is_taken_with_what_lay_here(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(settings) as consumer:
        monkeypatch.setattr(fetching, "FRESH_MS", 30_000)
        await consumer.send(b"old", 1)
        await consumer.fetched()
        await consumer.send(b"new", 1)
        await consumer.send(b"new elsewhere", 2)
        assert sorted(await consumer.take()) == [b"new", b"new elsewhere", b"old"]


async def test_a_partition_whose_records_lie_here_for_long_does_not_wait_for_quiet_ones_afterwards(
    settings: Settings,
) -> None:
    async with reading(settings, fetch_max_wait_ms=FOR_EVER_MS, request_timeout_ms=FOR_EVER_MS) as consumer:
        await consumer.send(b"old", 1)
        await consumer.fetched()
        # aiokafka would begin a request for the other partitions 0.1 s after that; nothing tells that it did not.
        await asyncio.sleep(0.5)
        await consumer.send(b"new", 1)
        taken = await consumer.take()
        while b"new" not in taken:
            taken += await consumer.take()
        assert taken == [b"old", b"new"]


async def test_a_record_that_cannot_be_read_and_comes_while_a_batch_is_in_hand_costs_no_other_record(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(settings) as consumer:
        await consumer.send(b"old", 1)
        await consumer.fetched()
        await send_unreadable(settings, monkeypatch)
        await consumer.send(b"new", 1)
        monkeypatch.setattr(fetching, "FRESH_MS", 30_000)
        with capture_logs() as logs:
            taken = await consumer.take()
            while b"new" not in taken:
                taken += await consumer.take()
            await consumer.send(b"last", 1)
            taken += await consumer.take()
        assert taken == [b"old", b"new", b"last"]
        assert "fetch.failed" in {line["event"] for line in logs}
