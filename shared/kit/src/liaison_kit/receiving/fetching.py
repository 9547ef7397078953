"""Fetching: records are taken from aiokafka so that one that it cannot read costs no other record."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Set
from itertools import chain
from typing import Any

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import ConsumerStoppedError, NoOffsetForPartitionError, OffsetOutOfRangeError

from liaison_kit.sending.records import Record

log = structlog.get_logger()

BATCH = 500
TIMEOUT_MS = 50
"""What arrives ends the wait at once."""
FRESH_MS = 5
"""More than a fetch takes of what is in Kafka already."""
ALONE_MS = 10
HELD_SECONDS = 60.0
CAREFUL_SECONDS = 60.0
UNREADABLE_PAUSE_SECONDS = 0.2

Missing = Callable[[TopicPartition, int | None, int], Awaitable[None]]
"""Told of a partition that goes on at the last number, and of where it would have gone on, if anywhere."""


class Fetching:
    """Stands in for a subscriber's own fetching.

    When aiokafka fails on a record (a bad checksum, a header name that is not UTF-8), it has dropped what it had
    already taken from other partitions, and moved their positions on: the next commit would skip them in silence. So
    the positions are put back, and only partitions whose position is known are asked: in a new group positions become
    known, records arrive and one of them fails, all in one call. After a failure each partition is asked alone for a
    while, and the others go on.

    Nothing is fetched from a broker whose records lie here, for a minute. aiokafka would, after 100 ms, for the
    partitions that have nothing; no other request goes to that broker until that one is answered, which quiet topics
    put off for half a second.

    Where a partition goes on that has no place, or whose place Kafka has removed, is not left to aiokafka either, which
    would skip without a word: `missing` is told before.
    """

    def __init__(self, missing: Missing) -> None:
        self._missing = missing
        self._careful_until = 0.0
        self._told: dict[TopicPartition, int] = {}

    async def get_msg(self, consumer: Any) -> tuple[Record, ...]:
        """The next records, in order within each partition; none if there are none for a moment."""
        consumer._fetcher._prefetch_backoff = HELD_SECONDS
        careful = time.monotonic() < self._careful_until
        try:
            positions = known_positions(consumer)
            if new := consumer.assignment() - positions.keys():
                await self._begin(consumer, new)
                positions = known_positions(consumer)  # anew: where none is known, no record can lie here
            if careful and positions:
                return await self._take_one_by_one(consumer, positions)
            return await self._take_all(consumer, positions)
        except ConsumerStoppedError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, each partition shows it again
            if not careful:
                self._take_care(error)
            await asyncio.sleep(UNREADABLE_PAUSE_SECONDS)
            return ()

    def _take_care(self, error: Exception) -> None:
        self._careful_until = time.monotonic() + CAREFUL_SECONDS
        log.warning("fetch.failed", error=type(error).__name__)

    async def _take_one_by_one(self, consumer: Any, positions: Mapping[TopicPartition, int]) -> tuple[Record, ...]:
        records: tuple[Record, ...] = ()
        for partition in sorted(positions):
            try:
                records += await self._take(consumer, {partition: positions[partition]}, ALONE_MS)
            except Exception as error:  # noqa: BLE001 - one partition must not stop the others
                self._tell(consumer, partition, error)
                await asyncio.sleep(UNREADABLE_PAUSE_SECONDS)
        return records

    async def _take_all(self, consumer: Any, positions: Mapping[TopicPartition, int]) -> tuple[Record, ...]:
        """What lay here while the last batch was in hand, and with it what has reached Kafka since.

        aiokafka fetches when it is emptied, so that a record would wait for two batches before its own otherwise.
        """
        old = bool(consumer._fetcher._records)
        records = await self._take(consumer, positions, TIMEOUT_MS)
        # A group that gathers anew would be waited for with these records in hand.
        if old and records and len(records) < BATCH and not consumer._subscription.reassignment_in_progress:
            try:
                records += await self._take(consumer, known_positions(consumer), FRESH_MS)
            except ConsumerStoppedError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it was, each partition shows it again
                self._take_care(error)
        return records

    async def _take(self, consumer: Any, positions: Mapping[TopicPartition, int], patience: int) -> tuple[Record, ...]:
        try:
            batches = await self._from(consumer, positions, patience)
        except OffsetOutOfRangeError as error:
            await self._begin_again(consumer, error.args[0])
            return ()
        except Exception:
            for partition in positions.keys() & consumer.assignment():
                consumer.seek(partition, positions[partition])
            raise
        if not positions:
            await asyncio.sleep(patience / 1000)
        return tuple(chain(*batches.values()))

    async def _from(
        self, consumer: Any, positions: Mapping[TopicPartition, int], patience: int
    ) -> Mapping[TopicPartition, list[Record]]:
        while True:
            try:
                found: Mapping[TopicPartition, list[Record]]
                # Asked for no partition in particular, aiokafka gives of all: it must not wait until one has something.
                wait = patience if positions else 0
                found = await consumer.getmany(*positions, timeout_ms=wait, max_records=BATCH)
            except NoOffsetForPartitionError:
                # Said once of each that had no place before _begin gave it one.
                if not positions:
                    return {}
            else:
                return found

    async def _begin(self, consumer: Any, partitions: Set[TopicPartition]) -> None:
        """Those that the group has never read begin with the oldest record there is."""
        committed = await consumer._coordinator.fetch_committed_offsets(list(partitions))
        begins = await consumer.beginning_offsets([one for one in partitions if one not in committed])
        for partition, begin in begins.items():
            if begin:
                await self._missing(partition, None, begin)
        for partition, begin in begins.items():  # all at once, so that they are asked for together
            if partition in consumer.assignment() and position_of(consumer, partition) is None:
                consumer.seek(partition, begin)

    async def _begin_again(self, consumer: Any, lost: Mapping[TopicPartition, int]) -> None:
        """Kafka has removed what comes next, or the topic was made anew: on with the first record that is there."""
        begins = await consumer.beginning_offsets(list(lost))
        for partition, wanted in lost.items():
            if partition in consumer.assignment() and position_of(consumer, partition) == wanted:
                await self._missing(partition, wanted, begins[partition])
                consumer.seek(partition, begins[partition])

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
