"""One shard of the outbox on its way to Kafka: read in order, send, forget what was acknowledged, and so on.

Row k+1 never leaves while row k is unacknowledged. Nothing is skipped that is only locked, and there is no `id > last`
cursor, which would lose rows that commit late. There is a lower bound all the same, so that a held-back vacuum does
not make every read walk over what was deleted: it is raised to an id only when every transaction that could still bring
an id below it is over. The outbox's id is drawn after its transaction has a number, so the transaction that forgets a
batch has a higher number than all that drew an id up to the batch's last.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from liaison_kit.running import metrics
from liaison_kit.sending.leases import Lease
from liaison_kit.sending.producers import Renewable
from liaison_kit.sending.sends import HEADERS, Sends

log = structlog.get_logger()

BATCH = 1000
SEND_SECONDS = 20
METADATA_SECONDS = 3
HOLD_SECONDS = 10
QUERY_SECONDS = 30
TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
NO_TOPIC = (UnknownTopicOrPartitionError, TopicAuthorizationFailedError)

# A relay that was stopped and goes on after its lease has ended reads nothing: the fence is another by then.
_READ = """
    select id, topic, key, payload, (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint) as oldest,
        (select exists (select from outbox where shard = $1 and refused is not null)
             or exists (select from outbox where shard is null)) as held
    from outbox
    where shard = $1 and id >= $2 and topic <> all($3)
      and key not in (select key from outbox where shard = $1 and refused is not null
                      union all select key from outbox where shard is null)
      and exists (select from relay_lease where shard = $1 and fence = $4 and until > now())
    order by id limit $5
"""
# Most of the time the outbox is empty: PostgreSQL expects a few rows, and would read or sort a whole backlog each time.
BY_INDEX = "set enable_bitmapscan = off; set enable_seqscan = off; set enable_sort = off; set random_page_cost = 0.1"
# What is acknowledged is forgotten whoever holds the lease by now: otherwise it would be sent again.
_FORGET = """
    with gone as (delete from outbox where id = any($1) returning id, topic, key, version, payload, logged),
    kept as (insert into fact_log (id, topic, key, version, payload)
             select id, topic, key, version, payload from gone where logged order by id)
    select pg_current_xact_id()::text::bigint
"""
_REFUSE = "update outbox set refused = $2 where id = $1"


class Row(NamedTuple):
    """What is read of an outbox row; `oldest` is the lowest number of a transaction that still ran then.

    `held` says whether any record of the shard was refused by the broker, or any has no shard yet (see leases.py).
    """

    id: int
    topic: str
    key: str
    payload: bytes
    oldest: int
    held: bool


class Shard:
    """The pipeline of one leased shard. `connection` is asyncpg's own: rows go through it by the hundred thousand."""

    def __init__(self, lease: Lease, connection: Any, producers: Renewable) -> None:
        self.lease = lease
        self._connection = connection
        self._producers = producers
        self._floor = 0
        self._settling: tuple[int, int] | None = None
        self._most: dict[str, int] = {}
        self.missing: dict[str, float] = {}
        """Topics that the broker does not have or does not let us write, and until when they are left alone.

        One that is tried again stays here until a record was taken: what is wrong is told all the while.
        """
        self._refused: list[tuple[Row, str]] = []

    async def round(self) -> bool:
        """Sends what fits one batch per topic; says whether there may be more. Raises what a new producer may mend."""
        rows = await self._read()
        if not rows or not self.lease.runs:
            return False
        started = time.monotonic()
        sent, failures = await self._send(rows)
        if sent:
            await self._forget(sent)
            metrics.SENT.labels(self.lease.shard).inc(len(sent))
            metrics.SENDING.observe(time.monotonic() - started)
        await self._refuse()
        for failure in failures:
            raise failure
        return bool(sent) and (len(rows) == BATCH or len(sent) < len(rows))

    async def _read(self) -> list[Row]:
        now, lease = time.monotonic(), self.lease
        alone = [topic for topic, until in self.missing.items() if until > now]
        arguments = (lease.shard, self._floor, alone, lease.fence, BATCH)
        rows = [Row(*row) for row in await self._connection.fetch(_READ, *arguments, timeout=QUERY_SECONDS)]
        if len(rows) < BATCH:  # nobody waits for a topic that is not among these
            for topic in self.missing.keys() - set(alone) - {row.topic for row in rows}:
                del self.missing[topic]
        if rows and self._settling:
            last, number = self._settling
            # What is held back would lie below the bound one day: it is raised only while nothing is.
            if rows[0].oldest > number and not rows[0].held and not self.missing:
                self._floor, self._settling = min(last + 1, rows[0].id), None
        return rows

    async def _send(self, rows: Sequence[Row]) -> tuple[list[int], list[BaseException]]:
        """The ids that were acknowledged, and what went wrong with the others."""
        by_topic: dict[str, list[Row]] = {}
        for row in rows:
            by_topic.setdefault(row.topic, []).append(row)
        async with asyncio.timeout(SEND_SECONDS):
            producer = await self._producers.get()
        sends = (self._send_topic(producer, topic, of_topic) for topic, of_topic in by_topic.items())
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
        sent = [row_id for outcome in outcomes if not isinstance(outcome, BaseException) for row_id in outcome]
        return sent, [outcome for outcome in outcomes if isinstance(outcome, BaseException)]

    async def _send_topic(self, producer: AIOKafkaProducer, topic: str, rows: list[Row]) -> list[int]:
        """Sends as many of the records as fit one batch and returns their ids once all are acknowledged."""
        taken = rows[: self._most.get(topic, BATCH)]
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self._send_batch(producer, topic, taken)
        except TOO_LARGE as error:
            self._too_large(topic, taken, error)
        except NO_TOPIC as error:
            self.missing[topic] = time.monotonic() + HOLD_SECONDS
            log.error("topic.missing", topic=topic, error=type(error).__name__)
        return []

    async def _send_batch(self, producer: AIOKafkaProducer, topic: str, rows: list[Row]) -> list[int]:
        try:
            async with asyncio.timeout(METADATA_SECONDS):
                partitions = await producer.partitions_for(topic)
        except TimeoutError as error:
            raise UnknownTopicOrPartitionError(topic) from error
        if self.lease.shard not in partitions:
            raise UnknownTopicOrPartitionError(topic)
        batch = producer.create_batch()
        taken = []
        with Sends(topic, self.lease.shard) as sends:
            for row in rows:
                headers = sends.headers(row.payload) if sends.told_of else HEADERS
                if batch.append(key=row.key.encode(), value=row.payload, timestamp=None, headers=headers) is None:
                    break
                taken.append(row.id)
                if sends.told_of:
                    sends.take(headers)
            acknowledged = await producer.send_batch(batch, topic, partition=self.lease.shard)
            await acknowledged
        self._most.pop(topic, None)
        self.missing.pop(topic, None)
        return taken

    def _too_large(self, topic: str, rows: list[Row], error: KafkaError) -> None:
        """Halves what is sent at once until the one record is found that the broker will never take."""
        if len(rows) > 1:
            self._most[topic] = len(rows) // 2
            return
        self._most.pop(topic, None)
        self._refused.append((rows[0], type(error).__name__))

    async def _refuse(self) -> None:
        """Notes what the broker refused: after the sends, as those of several topics share one connection."""
        while self._refused:
            row, reason = self._refused.pop()
            await self._connection.execute(_REFUSE, row.id, reason, timeout=QUERY_SECONDS)
            metrics.REFUSED.inc()
            log.error("record.refused", topic=row.topic, key=row.key, error=reason)

    async def _forget(self, ids: list[int]) -> None:
        number = await self._connection.fetchval(_FORGET, ids, timeout=QUERY_SECONDS)
        if self._settling is None:
            self._settling = (max(ids), number)
