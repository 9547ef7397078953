"""The relay: takes committed records from the outbox to Kafka, in order, until the broker has acknowledged them."""

import asyncio
from collections.abc import Sequence

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2
from liaison_contracts.catalog import PARTITIONS
from liaison_contracts.envelope import CONTENT_TYPE
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import broker, clock
from liaison_kit.database import Database, is_infrastructure
from liaison_kit.settings import Settings
from liaison_kit.tables import OutboxRow

log = structlog.get_logger()

BATCH = 500
POLL_SECONDS = 0.05
SEND_DEADLINE_SECONDS = 20
SILENCE_SECONDS = 60
LOCK = 7_237_100  # any number no other advisory lock of ours uses
HEADERS = [("content-type", CONTENT_TYPE.encode())]


def partition_of(key: bytes) -> int:
    """Kafka's own default partitioner (Java murmur2): other clients find the same key in the same place."""
    return int((murmur2(key) & 0x7FFFFFFF) % PARTITIONS)


class Relay:
    """One relay works at a time per database: it holds a lock for as long as its transaction lives."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._producer: AIOKafkaProducer | None = None
        self.last_round = clock.now()
        self.failing: str | None = None

    @property
    def trouble(self) -> str | None:
        """What keeps it from sending, or None."""
        silent = (clock.now() - self.last_round).total_seconds()
        return self.failing or (f"silent for {silent:.0f} s" if silent > SILENCE_SECONDS else None)

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; failures of Kafka and PostgreSQL are waited out, never given up on."""
        pause = POLL_SECONDS
        while not stop.is_set():
            try:
                sent = await self._round()
                self.failing, pause = None, 0 if sent == BATCH else POLL_SECONDS
            except Exception as error:
                if not (isinstance(error, KafkaError) or is_infrastructure(error)):
                    raise
                self.failing = type(error).__name__
                log.warning("relay.failed", error=self.failing)
                # After an error the producer's sequence numbers are in doubt: a new one starts clean.
                await self._drop_producer()
                pause = min(2.0, max(0.1, pause * 2))
            self.last_round = clock.now()
            if pause:
                await clock.rest(stop, pause)
        await self._drop_producer()

    async def _round(self) -> int:
        """Sends one batch; returns how many records left."""
        async with self._database.transaction() as session:
            locked = await session.scalar(text("select pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK})
            if not locked:
                return 0
            query = select(OutboxRow.id, OutboxRow.topic, OutboxRow.key, OutboxRow.payload)
            rows = (await session.execute(query.order_by(OutboxRow.id).limit(BATCH))).all()
            if not rows:
                return 0
            return await self._send(session, rows)

    async def _send(self, session: AsyncSession, rows: Sequence[tuple[int, str, str, bytes]]) -> int:
        producer = await self._connected()
        by_partition: dict[tuple[str, int], list[tuple[int, bytes, bytes]]] = {}
        for row_id, topic, key, payload in rows:
            place = (topic, partition_of(key.encode()))
            by_partition.setdefault(place, []).append((row_id, key.encode(), payload))
        # One batch per partition: if it fails, nothing behind it has left, so the order per key holds.
        sends = (self._send_batch(producer, *place, records) for place, records in by_partition.items())
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
        sent = [row_id for outcome in outcomes if not isinstance(outcome, BaseException) for row_id in outcome]
        await session.execute(delete(OutboxRow).where(OutboxRow.id.in_(sent)))
        failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if failures:
            await session.commit()  # what was acknowledged must not be sent again because of what was not
            raise failures[0]
        return len(sent)

    async def _send_batch(
        self, producer: AIOKafkaProducer, topic: str, partition: int, records: list[tuple[int, bytes, bytes]]
    ) -> list[int]:
        """Sends as many of the records as fit one batch and returns their row ids once all are acknowledged."""
        batch = producer.create_batch()
        taken = []
        for row_id, key, payload in records:
            if batch.append(key=key, value=payload, timestamp=None, headers=HEADERS) is None:
                break
            taken.append(row_id)
        async with asyncio.timeout(SEND_DEADLINE_SECONDS):
            acknowledged = await producer.send_batch(batch, topic, partition=partition)
            await acknowledged
        return taken

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = broker.producer(self._settings)
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer

    async def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                async with asyncio.timeout(2):
                    await producer.stop()
            except (KafkaError, TimeoutError, OSError):
                log.warning("relay.producer_abandoned")
