"""The consumer: FastStream's subscriber under every reaction, set up so that nothing is acknowledged too early."""

import asyncio
import logging
import time
from collections import Counter
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import ConsumerStoppedError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import KafkaAckableMessage

from liaison_kit import clock
from liaison_kit.receiving.fetching import Fetching, position_of
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running import metrics
from liaison_kit.running.kafka_access import security
from liaison_kit.running.watchdog import Watchdog
from liaison_kit.settings import Settings

log = structlog.get_logger()

AWAY_SECONDS = 2.0
LOOK_SECONDS = 5.0
BREAKDOWNS = 3
"""In a row; then this process says that it is not well."""


class Ranges(RangePartitionAssignor):  # type: ignore[misc]  # aiokafka has no types
    """Ranges under the name that the release before this one knows, so that a group of both can gather.

    Never two strategies: aiokafka 0.14 joins the group once for each (its pull request 1168). That begins the rebalance
    anew, and members that start together can do so to each other for ever.
    """

    name = RoundRobinPartitionAssignor.name


class Consumer:
    """Reads every topic this service reacts to, as one group, and hands the records to the inbox in order.

    FastStream's own parser decodes headers and bodies before any code of ours runs, and stops for good at a header that
    is not UTF-8; ours touches neither (only a header's name is decoded before, by aiokafka). NACK_ON_ERROR rewinds when
    a handler raises, so an offset is committed only after every record before it was applied or parked.

    Ranges, and not one by one: a key's partition has the same number on every topic, so that one process gets all of
    an aggregate's facts.
    """

    def __init__(self, service: str, inbox: Inbox, settings: Settings, watchdog: Watchdog | None = None) -> None:
        self._inbox = inbox
        self._breakdowns = 0
        self._in_hand = Counter[TopicPartition]()
        self._ends: dict[TopicPartition, int] = {}
        self._got_on_at = time.monotonic()
        self._watchdog = watchdog or Watchdog()
        self._service, self._settings = service, settings
        self._build()

    def _build(self) -> None:
        service, settings = self._service, self._settings
        self._broker = KafkaBroker(
            settings.kafka_bootstrap_servers.split(","),  # unlike aiokafka, FastStream takes a string for one address
            security=security(settings),
            client_id=f"liaison-{service}",
            consumer_only=True,  # no right to write is needed, and no missing topic is made, with one partition
            logger=logging.getLogger("liaison.consumer"),
        )
        self._subscriber = self._broker.subscriber(
            *self._inbox.topics,
            group_id=group_of(service, settings),
            group_instance_id=settings.instance,
            batch=True,
            auto_offset_reset="none",  # see fetching.py
            ack_policy=AckPolicy.NACK_ON_ERROR,
            partition_assignment_strategy=(Ranges,),
            session_timeout_ms=30_000,
            heartbeat_interval_ms=3_000,
            parser=self._parse,
            decoder=_untouched,
        )
        self._subscriber(self._handle)
        self._subscriber.get_msg = Fetching(self._inbox.miss).get_msg  # type: ignore[method-assign]  # see there

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; a broker that is away at the start is waited for."""
        try:
            while not stop.is_set():
                try:
                    await self._start_and_wait(stop)
                except (KafkaError, OSError) as error:
                    log.warning("consumer.waiting", error=type(error).__name__)
                    await self.stop()
                    self._build()
                    await clock.rest(stop, AWAY_SECONDS)
        finally:
            await self.stop()

    async def _start_and_wait(self, stop: asyncio.Event) -> None:
        """`stop` is heard while the group is still gathering, too."""
        starting, stopping = asyncio.create_task(self.start()), asyncio.create_task(stop.wait())
        looking = asyncio.create_task(self._look_ahead())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                await starting
                await stopping
        finally:
            for task in (starting, stopping, looking):
                task.cancel()
            await asyncio.gather(starting, stopping, looking, return_exceptions=True)

    async def _look_ahead(self) -> None:
        """Asks where partitions end while a batch is in hand for long: what the last fetch told of that grows old."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            consumer = self._subscriber.consumer
            if self._in_hand and consumer is not None:
                with suppress(KafkaError, ConsumerStoppedError):
                    self._ends = await consumer.end_offsets(list(consumer.assignment()))

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

    def behind(self) -> int:
        """How many records wait in the partitions of this process, those in hand among them."""
        consumer = self._subscriber.consumer
        behind = 0
        metrics.LAG.clear()  # of what others have by now nobody here knows the lag
        for partition in consumer.assignment() if consumer is not None else ():
            lag = self._in_hand[partition] + self._left(consumer, partition)
            metrics.LAG.labels(partition.topic, partition.partition).set(lag)
            behind += lag
        if not behind:
            self._got_on_at = time.monotonic()
        metrics.STANDSTILL.set(self.standstill)
        return behind

    @property
    def standstill(self) -> float:
        """Seconds for which records have waited while none was applied, as of the last look at what is behind."""
        return time.monotonic() - self._got_on_at

    def _left(self, consumer: Any, partition: TopicPartition) -> int:
        position, end = position_of(consumer, partition), consumer.highwater(partition)
        end = max(end or 0, self._ends.get(partition, 0))
        return 0 if position is None else max(0, end - position)

    async def _parse(self, records: Any) -> KafkaMessage:
        return KafkaAckableMessage(
            raw_message=records, body=b"", headers={}, message_id="", consumer=self._subscriber.consumer
        )

    async def _handle(self, message: KafkaMessage) -> None:
        records = message.raw_message if isinstance(message.raw_message, tuple) else (message.raw_message,)
        self._in_hand = Counter(TopicPartition(one.topic, one.partition) for one in records)
        try:
            await self._inbox.apply(records)
        except Exception as error:
            # The inbox was out of patience, or a bug of ours: the batch comes again, but not in a hot loop.
            self._breakdowns += 1
            log.error("inbox.broken", topic=records[0].topic, records=len(records), exc_info=error)
            await asyncio.sleep(1)
            raise
        finally:
            self._in_hand, self._ends = Counter(), {}
            self._watchdog.moved()
        self._breakdowns, self._got_on_at = 0, time.monotonic()


def group_of(service: str, settings: Settings) -> str:
    """The name of the service's consumers as one group."""
    return f"{settings.topic_prefix}liaison.{service}"


async def _untouched(message: KafkaMessage) -> Any:
    return message
