"""The consumer: FastStream's subscriber under every reaction, set up so that nothing is acknowledged too early."""

import asyncio
import logging
from typing import Any

import structlog
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import KafkaAckableMessage

from liaison_kit.inbox import Inbox
from liaison_kit.settings import Settings

log = structlog.get_logger()

BATCH = 100
BATCH_TIMEOUT_MS = 10
BREAKDOWNS = 3
"""In a row; then this process says that it is not well."""


class Consumer:
    """Reads every topic this service reacts to, as one group, and hands the records to the inbox in order.

    FastStream's own parser decodes headers and bodies before any code of ours runs, and stops for good at a header that
    is not UTF-8; ours touches neither (only a header's name is decoded before, by aiokafka). NACK_ON_ERROR rewinds when
    a handler raises, so an offset is committed only after every record before it was applied or parked.
    """

    def __init__(self, service: str, inbox: Inbox, settings: Settings) -> None:
        self._inbox = inbox
        self._breakdowns = 0
        self._broker = KafkaBroker(
            settings.kafka_bootstrap_servers,
            client_id=f"liaison-{service}",
            logger=logging.getLogger("liaison.consumer"),
        )
        self._subscriber = self._broker.subscriber(
            *inbox.topics,
            group_id=f"{settings.topic_prefix}liaison.{service}",
            group_instance_id=settings.instance,
            batch=True,
            max_records=BATCH,
            batch_timeout_ms=BATCH_TIMEOUT_MS,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            partition_assignment_strategy=(RoundRobinPartitionAssignor,),
            session_timeout_ms=30_000,
            heartbeat_interval_ms=3_000,
            parser=self._parse,
            decoder=_untouched,
        )
        self._subscriber(self._handle)

    async def start(self) -> None:
        await self._broker.start()

    async def stop(self) -> None:
        """Stops fetching, lets the running batch finish, never commits the unfinished."""
        await self._broker.stop()

    @property
    def ready(self) -> bool:
        """Whether the group has given this member partitions, and it gets on with them."""
        consumer = self._subscriber.consumer
        return consumer is not None and bool(consumer.assignment()) and self._breakdowns < BREAKDOWNS

    async def _parse(self, records: Any) -> KafkaMessage:
        return KafkaAckableMessage(
            raw_message=records, body=b"", headers={}, message_id="", consumer=self._subscriber.consumer
        )

    async def _handle(self, message: KafkaMessage) -> None:
        records = message.raw_message
        for record in records if isinstance(records, tuple) else (records,):
            try:
                await self._inbox.apply(record)
            except Exception:
                # A bug of ours: the inbox waits out or parks all else. The batch comes again, but not in a hot loop.
                self._breakdowns += 1
                log.exception("inbox.broken", topic=record.topic, partition=record.partition, offset=record.offset)
                await asyncio.sleep(1)
                raise
        self._breakdowns = 0


async def _untouched(message: KafkaMessage) -> Any:
    return message
