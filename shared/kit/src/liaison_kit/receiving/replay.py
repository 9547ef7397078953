"""Replay: makes a service's projections anew from Kafka, beside the live ones, and puts them in their place."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager

import structlog
from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from liaison_kit import migrations
from liaison_kit.database import Database
from liaison_kit.receiving.consumer import group_of
from liaison_kit.receiving.history import History, HistoryLost, Offsets
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.receiving.rebuilt import CONNECTION, Comparison, NotOnlyProjections, Place, Rebuilt
from liaison_kit.running.releases import Releases
from liaison_kit.sending.headway import Headway
from liaison_kit.sending.progress import APPLYING_LOCK, note_progress
from liaison_kit.service import Service, open_database
from liaison_kit.settings import Settings

log = structlog.get_logger()

LOCKED = {"55P03", "40P01"}
"""PostgreSQL's words for a lock that did not come in time, and for two that waited for each other."""
NEAR = 5_000
"""So few records behind the live tables, the rest is applied while the live consumers wait."""
LANES = 2
"""One decodes while the database writes what the other has; all facts of a key are on partitions of one number."""
TRIES = 10
INTERRUPTED = 130
_ONLY_ONE = "7237104"
_PROGRESS = text("select topic, partition, next_offset from progress")
_AGAIN = text("update parked set try_again_at = now() where try_again_at is not null")


class Refused(Exception):
    """Why there is no replay, in a sentence."""


async def run(service: Service, settings: Settings, live: Database, compare_only: bool) -> int:
    """Exit status 0, 1 if only comparing has found a difference, 2 with a sentence if there was no replay."""
    working = asyncio.create_task(replay(service, settings, live, compare_only))
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, working.cancel)
    try:
        found = await working
    except (Refused, HistoryLost, NotOnlyProjections) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except asyncio.CancelledError:
        sys.stderr.write("Interrupted: the live tables are as they were.\n")
        return INTERRUPTED
    sys.stdout.write(_as_table(found))
    return 1 if compare_only and not all(one.same for one in found) else 0


async def replay(service: Service, settings: Settings, live: Database, compare_only: bool = False) -> list[Comparison]:
    """Rebuilds, compares, and unless `compare_only` switches; the live tables are untouched until that one commit.

    Refused, HistoryLost or NotOnlyProjections if it cannot be done.
    """
    if not service.projections:
        raise Refused(f"{service.name} has no tables that are made from facts alone.")
    if await migrations.pending(live, service.migrations):
        raise Refused("The database is not in its newest form: run the migrate role first.")
    database = open_database(service, settings, CONNECTION)
    rebuilt = Rebuilt(live, database, service.projections)
    history = History(settings, service.reactions, group_of(service.name, settings))
    try:
        with _rare_collections():
            async with _alone(live), history, rebuilt.made(service.migrations) as dropped:
                inbox = Inbox(database, service.reactions, settings.topic_prefix, quiet=True)
                return await _Replay(live, rebuilt, history, inbox, dropped).run(compare_only)
    finally:
        await database.close()


class _Replay:
    def __init__(self, live: Database, rebuilt: Rebuilt, history: History, inbox: Inbox, dropped: set[Place]) -> None:
        self._live, self._rebuilt, self._history, self._inbox, self._dropped = live, rebuilt, history, inbox, dropped
        self._reached: Offsets = {}

    async def run(self, compare_only: bool) -> list[Comparison]:
        until = await self._positions()
        await self._history.check(until)
        async with self._rebuilt.loading():
            while sum(until.values()) - sum(self._reached.values()) > (NEAR if self._reached else 0):
                await self._apply_until(until)
                until = await self._positions()
        await self._rebuilt.analyse()
        for _ in range(TRIES):
            try:
                return await self._end(compare_only)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in LOCKED:
                    raise
                log.warning("replay.waiting", locked=True)
                await asyncio.sleep(1)
        raise Refused("Somebody holds the live tables: look for long transactions, then try again.")

    async def _end(self, compare_only: bool) -> list[Comparison]:
        """While nobody applies facts to the live tables: catches up with them exactly, compares, switches."""
        async with self._live.engine.begin() as connection:
            await connection.execute(text("set local lock_timeout = '30s'"))
            await connection.execute(text(f"select pg_advisory_xact_lock({APPLYING_LOCK})"))
            until = await self._positions(connection)
            await self._apply_until(until)
            async with self._rebuilt.database.transaction() as session:
                await note_progress(session, until)
            await self._release()
            found = await self._rebuilt.compare(connection)
            if not compare_only:
                await self._rebuilt.switch(connection)
        for one in found:
            log.info("replay.compared", table=one.table, rows=one.rebuilt[0], same=one.same)
        log.info("replay.ended", switched=not compare_only, records=sum(until.values()))
        return found

    async def _apply_until(self, until: Offsets) -> None:
        with Headway(sum(until.values()), sum(self._reached.values())) as headway:
            async with asyncio.TaskGroup() as lanes:
                for lane in range(LANES):
                    mine = {place: end for place, end in until.items() if place.partition % LANES == lane}
                    lanes.create_task(self._apply(mine, headway))
        self._reached = until

    async def _apply(self, until: Offsets, headway: Headway) -> None:
        async with aclosing(self._history.read(self._reached, until)) as batches:
            async for batch in batches:
                kept = [one for one in batch if (one.topic, one.partition, one.offset) not in self._dropped]
                if kept:
                    await self._inbox.apply(kept)
                headway.come(len(batch))

    async def _release(self) -> None:
        """What had to wait for a fact from another topic is tried again, now that all of them are there."""
        async with self._rebuilt.database.transaction() as session:
            await session.execute(_AGAIN)
        releases = Releases(self._rebuilt.database, self._inbox)
        while await releases.release():
            pass

    async def _positions(self, connection: AsyncConnection | None = None) -> Offsets:
        """Where the live consumers go on: behind what is in their tables, and behind what Kafka will not send again."""
        if connection is None:
            async with self._live.engine.connect() as opened:
                rows = (await opened.execute(_PROGRESS)).all()
        else:
            rows = (await connection.execute(_PROGRESS)).all()
        found = {TopicPartition(row.topic, row.partition): int(row.next_offset) for row in rows}
        for place, offset in (await self._history.committed()).items():
            found[place] = max(offset, found.get(place, 0))
        return {place: offset for place, offset in found.items() if place.topic in self._inbox.topics}


@asynccontextmanager
async def _alone(live: Database) -> AsyncIterator[None]:
    """One replay at a time in a database; the lock lives with its connection, and no transaction stays open for it."""
    async with live.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        if not await connection.scalar(text(f"select pg_try_advisory_lock({_ONLY_ONE})")):
            raise Refused("Another replay of this service is at work.")
        try:
            yield
        finally:
            await connection.execute(text(f"select pg_advisory_unlock({_ONLY_ONE})"))


@contextmanager
def _rare_collections() -> Iterator[None]:
    """A batch makes a hundred thousand objects and no circles: looking for some took two thirds of the decoding."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(1_000_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _as_table(found: list[Comparison]) -> str:
    lines = [f"{'table':30} {'live rows':>12} {'rebuilt rows':>12}  hash"]
    lines += [
        f"{one.table:30} {one.live[0]:12} {one.rebuilt[0]:12}  {'same' if one.same else 'DIFFERENT'}" for one in found
    ]
    return "\n".join(lines) + "\n"
