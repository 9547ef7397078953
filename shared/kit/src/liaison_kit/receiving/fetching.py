"""Fetching: records are taken from aiokafka so that one that it cannot read costs no other record."""

import asyncio
import time
from collections.abc import Mapping
from itertools import chain
from typing import Any

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import ConsumerStoppedError

from liaison_kit.sending.records import Record

log = structlog.get_logger()

BATCH = 500
TIMEOUT_MS = 10
CAREFUL_SECONDS = 60.0
UNREADABLE_PAUSE_SECONDS = 0.2


class Fetching:
    """Stands in for a subscriber's own fetching.

    When aiokafka fails on a record (a bad checksum, a header name that is not UTF-8), it has dropped what it had
    already taken from other partitions, and moved their positions on: the next commit would skip them in silence. So
    the positions are put back, and only partitions whose position is known are asked: in a new group positions become
    known, records arrive and one of them fails, all in one call. After a failure each partition is asked alone for a
    while, and the others go on.
    """

    def __init__(self) -> None:
        self._careful_until = 0.0
        self._told: dict[TopicPartition, int] = {}

    async def get_msg(self, consumer: Any) -> tuple[Record, ...]:
        """The next records, in order within each partition; none if there are none for a moment."""
        positions = known_positions(consumer)
        careful = time.monotonic() < self._careful_until
        if careful and positions:
            return await self._take_one_by_one(consumer, positions)
        try:
            return await self._take(consumer, positions)
        except ConsumerStoppedError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, each partition shows it again
            if not careful:
                self._careful_until = time.monotonic() + CAREFUL_SECONDS
                log.warning("fetch.failed", error=type(error).__name__)
            await asyncio.sleep(UNREADABLE_PAUSE_SECONDS)
            return ()

    async def _take_one_by_one(self, consumer: Any, positions: Mapping[TopicPartition, int]) -> tuple[Record, ...]:
        records: tuple[Record, ...] = ()
        for partition in sorted(positions):
            try:
                records += await self._take(consumer, {partition: positions[partition]})
            except Exception as error:  # noqa: BLE001 - one partition must not stop the others
                self._tell(consumer, partition, error)
                await asyncio.sleep(UNREADABLE_PAUSE_SECONDS)
        return records

    async def _take(self, consumer: Any, positions: Mapping[TopicPartition, int]) -> tuple[Record, ...]:
        # Asked for no partition in particular, aiokafka gives of all: it must not wait until one has something.
        patience = TIMEOUT_MS if positions else 0
        try:
            batches = await consumer.getmany(*positions, timeout_ms=patience, max_records=BATCH)
        except Exception:
            for partition in positions.keys() & consumer.assignment():
                consumer.seek(partition, positions[partition])
            raise
        if not batches:
            await asyncio.sleep(TIMEOUT_MS / 1000)
        return tuple(chain(*batches.values()))

    def _tell(self, consumer: Any, partition: TopicPartition, error: Exception) -> None:
        """Once for each record: this partition stands still until somebody moves its group past it."""
        offset = position_of(consumer, partition)
        if offset is not None and self._told.get(partition) != offset:
            self._told[partition] = offset
            place = {"topic": partition.topic, "partition": partition.partition, "offset": offset}
            log.error("record.unreadable", error=type(error).__name__, **place)


def position_of(consumer: Any, partition: TopicPartition) -> int | None:
    """Where it goes on, None if that is not known yet. aiokafka's own position() would wait for the broker."""
    state = consumer._subscription.subscription.assignment.state_value(partition)
    return int(state.position) if state is not None and state.has_valid_position else None


def known_positions(consumer: Any) -> dict[TopicPartition, int]:
    """Where each partition of this process goes on, if that is known yet."""
    positions = {one: position_of(consumer, one) for one in consumer.assignment()}
    return {one: position for one, position in positions.items() if position is not None}
