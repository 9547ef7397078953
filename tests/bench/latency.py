"""How long a committed fact takes to Kafka, while 200 facts a second are committed."""

import asyncio
import itertools
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import psutil
from liaison_contracts.catalog import topic_of
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_local.ports import free_port

from tests.bench import arrivals, databases, load, service
from tests.bench.cpu import Meter, named
from tests.bench.debezium import Debezium
from tests.bench.platform import Platform
from tests.bench.processes import module_running
from tests.bench.relays import shared_out

PACE, SECONDS, LEFT_OUT_SECONDS = 200, 10, 2
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Outcome:
    """Milliseconds from the acknowledged commit to the append, sorted; append times are known to ±0.5 ms."""

    milliseconds: Sequence[float]
    cpu: dict[str, float]
    wrong: list[str]

    def quantile(self, share: float) -> float:
        return self.milliseconds[min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))]


async def of_kit(platform: Platform, *, same_process: bool) -> Outcome:
    """Published by the kit; the relay is in the process that commits, or in another one, which NOTIFY wakes."""
    prefix = f"latency-{next(_numbers)}."
    topics = [prefix + topic_of(contract).name for contract in (DistrictJoined, DistrictState)]
    for topic in topics:
        load.make_topic(platform.kafka, topic)
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(databases.fresh(platform))
        relays: list[psutil.Process] = []
        if not same_process:
            env = service.environment(platform, dsn, prefix, free_port(set()))
            relay = await stack.enter_async_context(module_running(platform, "tests.bench.service", "relay", env=env))
            relays.append(relay.tree)
            await shared_out(dsn, 1)
        kind = "kit-with-relay" if same_process else "kit"
        return await _outcome(platform, (kind, dsn, platform.kafka, prefix), topics[0], relays)


async def of_debezium(debezium: Debezium, platform: Platform) -> Outcome:
    """One insert in a transaction, and Debezium Server."""
    topic = f"latency-{next(_numbers)}"
    load.make_topic(platform.kafka, topic)
    debezium.wake()
    try:
        arguments = ("debezium", debezium.table.dsn, platform.kafka, topic)
        return await _outcome(platform, arguments, topic, [debezium.tree])
    finally:
        debezium.rest()
        await debezium.empty()


async def _outcome(
    platform: Platform, arguments: tuple[str, ...], topic: str, trees: Sequence[psutil.Process]
) -> Outcome:
    module = ("tests.bench.commits", str(PACE), str(SECONDS), *arguments)
    async with module_running(platform, *module) as committing:
        meter = Meter(platform.servers | named([*trees, committing.tree]))
        times = json.loads(await committing.says("times"))
        cpu = meter.per_100k(len(times))
    watch = arrivals.Watch(platform.kafka, topic)
    await asyncio.to_thread(watch.wait_for, len(times))
    watch.close()
    appended = {key: moment for key, _, moment in arrivals.records(platform.kafka, topic)}
    wrong = [] if appended.keys() == times.keys() else [f"{len(appended)} records of {len(times)} commits"]
    begin = min(times.values()) + LEFT_OUT_SECONDS
    waited = [
        appended[key] + 0.5 - moment * 1000 for key, moment in times.items() if moment > begin and key in appended
    ]
    return Outcome(sorted(waited), cpu, wrong)
