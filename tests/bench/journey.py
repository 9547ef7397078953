"""From a command to the row that shows it, through four real processes: api, relay, consumer, and whoever looks."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg
import psutil
from liaison_contracts.catalog import topic_of
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit.testing import eventually
from liaison_local.ports import HOST, free_port
from liaison_local.supervising.probes import listens

from tests.bench import databases, load, service
from tests.bench.cpu import Meter
from tests.bench.http_load import Commands, closed_loop, open_loop
from tests.bench.platform import Platform
from tests.bench.processes import module_running

ROLES = ("api", "relay", "consumer")
CLIENTS = 8
SECONDS, LEFT_OUT_SECONDS = 10, 2
# PostgreSQL tells a listener at the commit, so this is when the row can be seen, and not when it was written.
# In parts, for a message is short.
TELL = """
    create function tell() returns trigger language plpgsql as $$ begin
        perform pg_notify('seen', string_agg({column}::text, ','))
        from (select {column}, row_number() over () / 100 as part from new) as rows group by part;
        return null;
    end $$;
    create trigger tell after insert on {table} referencing new table as new
        for each statement execute function tell();
"""
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Outcome:
    """Milliseconds from when a command was due to when its row could be seen, sorted."""

    pace: float
    milliseconds: list[float]
    cpu: dict[str, float]

    def quantile(self, share: float) -> float:
        return self.milliseconds[min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))]


class System:
    """The running processes, how to command them, and what was seen so far."""

    def __init__(self, platform: Platform, commands: Commands, roles: dict[str, psutil.Process]) -> None:
        self.commands = commands
        self.seen: dict[str, float] = {}
        self._trees = platform.servers | roles

    def hear(self, _connection: object, _process: int, _channel: str, ids: str) -> None:
        self.seen |= dict.fromkeys(ids.split(","), time.monotonic())

    async def capacity(self) -> float:
        """Commands a second that become visible when a few clients send as fast as they are answered."""
        begin = time.monotonic()
        already = len(self.seen)
        answered = await closed_loop(self.commands, CLIENTS, SECONDS / 2)
        await self.all_seen(already + answered)
        return answered / (max(self.seen.values()) - begin)

    async def at(self, pace: float) -> Outcome:
        """Open loop; the first seconds are left out."""
        meter = Meter(self._trees)
        already = len(self.seen)
        due = await open_loop(self.commands, pace, SECONDS)
        await self.all_seen(already + len(due))
        begin = min(due.values()) + LEFT_OUT_SECONDS
        waited = [(self.seen[key] - moment) * 1000 for key, moment in due.items() if moment > begin]
        return Outcome(pace, sorted(waited), meter.per_100k(len(due)))

    async def all_seen(self, wanted: int) -> None:
        async def count() -> int:
            return len(self.seen)

        await eventually(count, lambda found: found >= wanted, within=60)


@asynccontextmanager
async def started(platform: Platform) -> AsyncIterator[System]:
    """The service's roles in a process each, on a database and topics of their own."""
    prefix = f"journey-{next(_numbers)}."
    for contract in (DistrictJoined, DistrictState):
        load.make_topic(platform.kafka, prefix + topic_of(contract).name)
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(databases.fresh(platform))
        watch = await asyncpg.connect(dsn)
        stack.push_async_callback(watch.close)
        await watch.execute(TELL.format(table="joined_district", column="id"))
        ports = {role: free_port(set()) for role in ROLES}
        roles = {}
        for role, port in ports.items():
            env = service.environment(platform, dsn, prefix, port)
            worker = await stack.enter_async_context(module_running(platform, "tests.bench.service", role, env=env))
            roles[role] = worker.tree
        commands = Commands(HOST, ports["api"], f"/api/{service.SERVICE.name}/v1/districts")
        stack.push_async_callback(commands.close)
        system = System(platform, commands, roles)
        await watch.add_listener("seen", system.hear)
        await eventually(lambda: _not_listening(ports["api"]), lambda wrong: wrong is None, within=60)
        await commands.send()
        await system.all_seen(1)
        yield system


async def _not_listening(port: int) -> str | None:
    return await asyncio.to_thread(listens, port)
