"""The arms that take a prefilled outbox to Kafka, each a real process that was warmed up before it is measured."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import asyncpg
import psutil
from liaison_kit.testing import eventually
from liaison_local.ports import free_port
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from tests.bench import arrivals, databases, faststream_relay, load, service
from tests.bench.cpu import Meter, named
from tests.bench.debezium import Debezium
from tests.bench.platform import Platform
from tests.bench.processes import module_running

PEER_TEMPLATE = "bench_faststream"


@dataclass(frozen=True)
class Outcome:
    """One run of one arm; `cpu` is seconds per 100,000 records of each process tree, its own and both servers'."""

    arrived: arrivals.Arrivals
    cpu: dict[str, float]


Arm = Callable[[Platform, str, Sequence[int]], Awaitable[Outcome]]
"""Takes the platform, a fresh topic and the numbers of the records to relay."""


async def raw_send(platform: Platform, topic: str, chosen: Sequence[int]) -> Outcome:
    """aiokafka alone, without a database."""
    async with module_running(platform, "tests.bench.raw_send", platform.kafka, topic, str(len(chosen))) as process:
        await process.says("ready")
        meter = Meter(platform.servers | {"arm": process.tree})
        process.say("go")
        await process.says("done")
        cpu = meter.per_100k(len(chosen))
        process.say("end")
    return Outcome(arrivals.read(platform.kafka, topic, list(chosen)), cpu)


async def kit_relay(
    platform: Platform, topic: str, chosen: Sequence[int], *, processes: int = 1, hold_xmin: bool = False
) -> Outcome:
    """Our relay, in the role's own process; with `hold_xmin` beside a transaction that reads all the time."""
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(databases.fresh(platform))
        relays = []
        for _ in range(processes):
            env = service.environment(platform, dsn, "", free_port(set()))
            relays.append(
                await stack.enter_async_context(module_running(platform, "tests.bench.service", "relay", env=env))
            )
        await shared_out(dsn, processes)
        if hold_xmin:
            reader = await asyncpg.connect(dsn)
            stack.push_async_callback(reader.close)
            await reader.execute("begin isolation level repeatable read read only; select count(*) from outbox")
        return await _measured(platform, topic, chosen, load.kit_table(dsn), [relay.tree for relay in relays])


async def debezium_relay(debezium: Debezium, platform: Platform, topic: str, chosen: Sequence[int]) -> Outcome:
    """Debezium Server, awake only here; it leaves its rows where they are, and nobody has to delete them in time."""
    debezium.wake()
    try:
        return await _measured(platform, topic, chosen, debezium.table, [debezium.tree], forgets=False)
    finally:
        debezium.rest()
        await debezium.empty()


async def faststream_outbox(kind: str, platform: Platform, topic: str, chosen: Sequence[int]) -> Outcome:
    """faststream-outbox as it comes (`default`), or with the best settings found (`best`)."""
    async with databases.fresh(platform, PEER_TEMPLATE) as dsn:
        table = load.Table(
            dsn,
            ("queue", "payload", "headers"),
            lambda _, n: (faststream_relay.QUEUE, load.value_of(n), faststream_relay.headers(load.key_of(n))),
        )
        module = ("tests.bench.faststream_relay", dsn, platform.kafka, topic, kind)
        async with module_running(platform, *module) as process:
            await process.says("ready")
            return await _measured(platform, topic, chosen, table, [process.tree])


async def prepare_faststream_outbox(platform: Platform) -> None:
    """Its table with its indices, to be copied for each run."""
    admin = await asyncpg.connect(platform.admin_dsn)
    await admin.execute(f"create database {PEER_TEMPLATE}")
    await admin.close()
    connection = await asyncpg.connect(platform.dsn(PEER_TEMPLATE))
    dialect = postgresql.dialect()
    await connection.execute(str(CreateTable(faststream_relay.TABLE).compile(dialect=dialect)))
    for index in faststream_relay.TABLE.indexes:
        await connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
    await connection.close()


async def _measured(
    platform: Platform,
    topic: str,
    chosen: Sequence[int],
    table: load.Table,
    trees: Sequence[psutil.Process],
    *,
    forgets: bool = True,
) -> Outcome:
    """The warm-up, then the load; CPU time is counted from the load's commit until nothing of it is left to do."""
    watch = arrivals.Watch(platform.kafka, topic)
    warm = load.warm_up(chosen)
    await table.fill(topic, warm)
    await asyncio.to_thread(watch.wait_for, len(warm))
    meters: list[Meter] = []
    await table.fill(topic, chosen, at_commit=lambda: meters.append(Meter(platform.servers | named(trees))))
    await asyncio.to_thread(watch.wait_for, len(warm) + len(chosen))
    if forgets:
        await table.emptied()
    cpu = meters[0].per_100k(len(chosen))
    watch.close()
    return Outcome(arrivals.read(platform.kafka, topic, list(chosen)), cpu)


async def shared_out(dsn: str, relays: int) -> None:
    """Returns once so many relays hold the shards between them."""
    holders = "select count(distinct holder) from relay_lease where until > now()"
    connection = await asyncpg.connect(dsn)
    await eventually(lambda: connection.fetchval(holders), lambda found: found == relays, within=60)
    await connection.close()
