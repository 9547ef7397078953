"""Producers: how records reach Kafka so that none is lost, and how one that may be in doubt is left behind."""

import asyncio

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.settings import KafkaSettings, Settings

log = structlog.get_logger()

BATCH_BYTES = 512 * 1024
REQUEST_SECONDS = 10
STOP_SECONDS = 2


def producer(settings: KafkaSettings) -> AIOKafkaProducer:
    """A producer that loses nothing: every replica in sync acknowledges, and a retry is never stored twice."""
    return AIOKafkaProducer(
        **by_keywords(settings),
        acks="all",
        enable_idempotence=True,
        linger_ms=0,  # the relay makes the batches itself
        max_batch_size=BATCH_BYTES,
        request_timeout_ms=REQUEST_SECONDS * 1000,
        retry_backoff_ms=50,
    )


class Renewable:
    """A producer that is replaced after any doubt: its sequence numbers are not to be trusted after an error.

    aiokafka does not raise a producer's epoch (aiokafka #1017), so a fresh producer is the only clean start.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer: AIOKafkaProducer | None = None

    async def get(self) -> AIOKafkaProducer:
        """The producer, connected."""
        if self._producer is None:
            fresh = producer(self._settings)
            try:
                await fresh.start()
            except BaseException:
                await _stop(fresh)
                raise
            self._producer = fresh
        return self._producer

    async def leave(self) -> None:
        """Leaves the present producer, with whatever it still has under way; the next is a new one."""
        stale, self._producer = self._producer, None
        if stale is not None:
            await _stop(stale)


async def _stop(stale: AIOKafkaProducer) -> None:
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await stale.stop()
    except (KafkaError, TimeoutError, OSError):
        # stop() waits for the broker's answer; without one its task and sockets would live on, and send late.
        log.warning("producer.abandoned")
        sending = stale._sender.sender_task
        if sending is not None:
            sending.cancel()
        stale._message_accumulator.fail_all(KafkaError("abandoned"))
        await stale.client.close()
        if sending is not None:
            await asyncio.wait([sending], timeout=STOP_SECONDS)
