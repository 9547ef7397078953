"""Faults of the broker, and of what it was told to be."""

import asyncio
import os
import signal
from uuid import uuid4

import httpx
from confluent_kafka.admin import (
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    ResourceType,
)

from tests.faults.cluster import Broker
from tests.faults.evidence import FACT, STATE
from tests.faults.scenario import Invalid, Run, pid_of, scenario
from tests.faults.system import WRITER, System

AWAY_SECONDS = 20.0
STOPPED_SECONDS = 60.0
HANGS_SECONDS = 5.0
SMALL_RECORD = 4_000


async def _done(futures: dict) -> None:
    await asyncio.gather(*(asyncio.to_thread(future.result, 30) for future in futures.values()))


async def away(broker: Broker, number: int, seconds: float) -> None:
    """Ends the broker by a signal and starts it again after so many seconds."""
    process = broker.process
    os.kill(pid_of(process), number)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(process.kill if number == signal.SIGKILL else process.stop)
    broker.launch()
    await broker.ready()


@scenario("F9", "the only broker: kill -9, back after 20 s")
async def only_broker_killed(run: Run) -> None:
    for _ in run.times(3, 1):
        async with run.fault("only broker killed"):
            await away(run.system.ground.cluster.brokers[0], signal.SIGKILL, AWAY_SECONDS)


@scenario("F9", "the only broker hangs for 5 s, then kill -9, back at once")
async def only_broker_hangs(run: Run) -> None:
    broker = run.system.ground.cluster.brokers[0]
    for _ in run.times(3, 1):
        async with run.fault("only broker hangs"):
            os.kill(pid_of(broker.process), signal.SIGSTOP)
            await asyncio.sleep(HANGS_SECONDS)
            await away(broker, signal.SIGKILL, 0)


@scenario("F9", "one of three brokers: kill -9, back after 20 s", brokers=3)
async def one_broker_killed(run: Run) -> None:
    for broker in run.rng.sample(run.system.ground.cluster.brokers, len(run.times(2, 1))):
        async with run.fault("one broker killed"):
            await away(broker, signal.SIGKILL, AWAY_SECONDS)


@scenario("F9", "one of three brokers: SIGSTOP for 60 s", brokers=3)
async def one_broker_stopped(run: Run) -> None:
    broker = run.rng.choice(run.system.ground.cluster.brokers)
    async with run.fault("one broker stopped"):
        with run.stopped(broker.process):
            await asyncio.sleep(STOPPED_SECONDS)


@scenario("F9", "rolling restart of three brokers", brokers=3)
async def rolling_restart(run: Run) -> None:
    for broker in run.system.ground.cluster.brokers:
        async with run.fault("restarted in turn"):
            await away(broker, signal.SIGTERM, 0)


async def _limit(run: Run, size: int) -> None:
    entry = ConfigEntry("max.message.bytes", str(size), incremental_operation=AlterConfigOpType.SET)
    topic = ConfigResource(ResourceType.TOPIC, run.system.prefix + FACT, incremental_configs=[entry])
    await _done(run.system.ground.cluster.admin.incremental_alter_configs([topic]))


@scenario("F10", "record too large for its topic: held with its key, and goes out once it may")
async def record_too_large(run: Run) -> None:
    await _limit(run, SMALL_RECORD)
    async with run.fault("record refused"), httpx.AsyncClient(base_url=run.system.api) as http:
        for name in ("x" * SMALL_RECORD, "later"):
            body = {"command": str(uuid4()), "name": name}
            answer = await http.post(f"/api/registry/v1/districts/{run.spare}/renamings", json=body)
            answer.raise_for_status()
        await run.expect(lambda: _refused(run), "the record shows as refused", 60)
        await _limit(run, 1_048_588)
        await run.ask(WRITER, "update outbox set refused = null where refused is not null")


async def _refused(run: Run) -> bool:
    return bool(await run.ask(WRITER, "select 1 from outbox where refused is not null"))


async def _remove_a_topic(system: System) -> None:
    await _done(system.ground.cluster.admin.delete_topics([system.prefix + STATE]))


@scenario("F10", "topic missing: its records wait until `migrate` has made it", before=_remove_a_topic)
async def topic_missing(run: Run) -> None:
    async with run.fault("topic missing"):
        await asyncio.sleep(AWAY_SECONDS / 2)
        if not await run.ask(WRITER, "select 1 from outbox where topic = $1", run.system.prefix + STATE):
            raise Invalid("nothing waited for the missing topic")
        if await run.system.run("writer", "migrate") != 0:
            run.complaints.append("`migrate` did not make the missing topic")


@scenario("F10", "partitions added: `migrate` refuses the broker")
async def partitions_added(run: Run) -> None:
    async with run.fault("partitions added"):
        await _done(run.system.ground.cluster.admin.create_partitions([NewPartitions(run.system.prefix + FACT, 6)]))
        for module in ("writer", "reader"):
            if await run.system.run(module, "migrate") == 0:
                run.complaints.append(f"{module} took a topic with 6 partitions for good")
