"""The relay: takes committed records from the outbox to Kafka, each shard in order, shared with the other relays."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import structlog
from aiokafka.errors import KafkaError

from liaison_kit import clock
from liaison_kit.database import Database, is_infrastructure
from liaison_kit.running import metrics
from liaison_kit.sending.leases import Lease, Leases
from liaison_kit.sending.producers import Renewable
from liaison_kit.sending.shard import BY_INDEX, Shard
from liaison_kit.sending.wake import CHANNEL
from liaison_kit.settings import Settings

log = structlog.get_logger()

POLL_SECONDS = 0.5
MAX_PAUSE_SECONDS = 2.0
STOP_SECONDS = 3


class Relay:
    """Any number of them may run: each holds leases on its share of the shards, with a pipeline for each."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._leases = Leases(database, settings.relay_lease_seconds)
        self._pipelines: dict[int, _Pipeline] = {}
        self._failing: str | None = None
        self._ear: Any = None
        self._hearing = AsyncExitStack()

    @property
    def trouble(self) -> str | None:
        """What keeps it from sending, or None. A relay without a lease is well: another one has them all."""
        troubles = (pipeline.trouble for pipeline in self._pipelines.values())
        return self._failing or next((trouble for trouble in troubles if trouble), None)

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; failures of Kafka and PostgreSQL are waited out, never given up on."""
        self._database.bell.hearers.append(self._wake)
        try:
            while not stop.is_set():
                try:
                    await self._keep()
                    await self._listen()
                    self._failing = None
                except Exception as error:
                    if not is_infrastructure(error):
                        raise
                    self._failing = type(error).__name__
                    log.warning("relay.waiting", error=self._failing)
                await clock.rest(stop, self._leases.seconds / 3)
        finally:
            self._database.bell.hearers.remove(self._wake)
            await self._leave()

    async def _keep(self) -> None:
        """Renews the leases and starts and ends pipelines accordingly."""
        leases, surplus = await self._leases.keep()
        ending = []
        for shard, pipeline in list(self._pipelines.items()):
            if shard in surplus or shard not in leases or leases[shard].fence != pipeline.lease.fence:
                ending.append(self._pipelines.pop(shard).stop())
            else:
                pipeline.renew(leases[shard])
        await asyncio.gather(*ending)
        if surplus:
            await self._leases.release(surplus)
        for shard in leases.keys() - surplus - self._pipelines.keys():
            self._pipelines[shard] = _Pipeline(leases[shard], self._database, self._settings)
        metrics.LEASES.set(len(self._pipelines))
        for pipeline in self._pipelines.values():
            pipeline.check()
        for shard in await self._leases.place():
            self._wake(shard)

    async def _listen(self) -> None:
        """Hears the bell of other processes, on a connection of its own."""
        if self._ear is None or self._ear.is_closed():
            await self._hearing.aclose()
            self._ear = await self._hearing.enter_async_context(self._database.own_connection())
            await self._ear.add_listener(CHANNEL, self._hear)

    def _hear(self, _connection: object, _process: int, _channel: str, shards: str) -> None:
        for shard in shards.split(","):
            self._wake(int(shard))

    def _wake(self, shard: int) -> bool:
        pipeline = self._pipelines.get(shard)
        if pipeline is None:
            return False
        pipeline.wake.set()
        return True

    async def _leave(self) -> None:
        await asyncio.gather(*(pipeline.stop() for pipeline in self._pipelines.values()))
        shards, self._pipelines = set(self._pipelines), {}
        try:
            await self._hearing.aclose()
            await self._leases.release(shards, leave=True)
        except Exception as error:
            if not is_infrastructure(error):
                raise


class _Pipeline:
    """The task that works on one shard while its lease runs; it holds a connection and a producer of its own."""

    def __init__(self, lease: Lease, database: Database, settings: Settings) -> None:
        self.lease = lease
        self.wake = asyncio.Event()
        self._database = database
        self._producers = Renewable(settings)
        self._stop = asyncio.Event()
        self._failing: str | None = None
        self._shard: Shard | None = None
        self._task = asyncio.create_task(self._run())

    @property
    def trouble(self) -> str | None:
        missing = sorted(self._shard.missing) if self._shard else []
        return self._failing or (f"topic {missing[0]} is not to be found" if missing else None)

    def renew(self, lease: Lease) -> None:
        self.lease = lease
        if self._shard is not None:
            self._shard.lease = lease

    def check(self) -> None:
        """A bug in a pipeline ends the relay, and with it the process: better started anew than half alive."""
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        """Lets the batch under way come to its end."""
        self._stop.set()
        self.wake.set()
        done, _ = await asyncio.wait([self._task], timeout=STOP_SECONDS)
        if not done:
            self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            await self._work()
        finally:
            await self._producers.leave()

    async def _work(self) -> None:
        pause = 0.1
        while not self._stop.is_set():
            try:
                async with self._database.own_connection() as connection:
                    await connection.execute(BY_INDEX)
                    self._shard = Shard(self.lease, connection, self._producers)
                    while not self._stop.is_set():
                        await self._round(self._shard)
                        self._failing, pause = None, 0.1
            except Exception as error:
                if not (isinstance(error, KafkaError) or is_infrastructure(error)):
                    raise
                self._failing = type(error).__name__
                metrics.RELAY_ERRORS.labels(self._failing).inc()
                log.warning("relay.failed", shard=self.lease.shard, error=self._failing)
                await self._producers.leave()
                await clock.rest(self._stop, pause)
                pause = min(MAX_PAUSE_SECONDS, pause * 2)

    async def _round(self, shard: Shard) -> None:
        self.wake.clear()
        if not await shard.round():
            await clock.rest(self.wake, POLL_SECONDS)
