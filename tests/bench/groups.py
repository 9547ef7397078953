"""The groups of arms that are compared with each other; within a group every round runs every arm once."""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import psutil

from tests.bench import consumers, journey, latency, load, rebuild, relays
from tests.bench.consumers import kit_consumer, raw_consumer
from tests.bench.cpu import own
from tests.bench.debezium import Debezium
from tests.bench.platform import Platform
from tests.bench.ratios import Book

# A run of a slow peer takes as long with fewer records, and its rate is as steady.
SHARE_OF_BEST, SHARE_OF_DEFAULT = 20, 100
Entry = TypeVar("Entry")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Bench:
    """What every group works with. `debezium` is there for the groups that are in NEED_DEBEZIUM."""

    platform: Platform
    book: Book
    repeats: int
    rows: int
    debezium: Debezium | None

    @property
    def servers(self) -> dict[str, psutil.Process]:
        """Process trees that live as long as the run."""
        return self.platform.servers | ({"debezium": self.debezium.tree} if self.debezium else {})


async def _relay(bench: Bench, name: str, arm: relays.Arm, chosen: list[int]) -> None:
    topic = f"relay-{next(_numbers)}"
    load.make_topic(bench.platform.kafka, topic)
    outcome = await arm(bench.platform, topic, chosen)
    arrived = outcome.arrived
    print(f"  {name}: {arrived.rate:,.0f}/s, {own(outcome.cpu):.2f} CPU-s", flush=True)
    bench.book.note(name, arrived.rate, outcome.cpu)
    bench.book.wrong += [f"{name}: {wrong}" for wrong in arrived.wrong]
    if not arrived.ordered:
        if name.startswith("faststream"):
            remark = f"{name} does not keep the order per key"
            bench.book.remarks += [] if remark in bench.book.remarks else [remark]
        else:
            bench.book.wrong.append(f"{name}: not in order per key")
    load.drop_topic(bench.platform.kafka, topic)


async def relay(bench: Bench) -> None:
    """A prefilled outbox to Kafka: ours, free and with xmin held, the raw yardstick, and the two peers."""
    await relays.prepare_faststream_outbox(bench.platform)
    chosen = load.measured(bench.rows)
    assert bench.debezium
    arms: dict[str, tuple[relays.Arm, int]] = {
        "raw send": (relays.raw_send, bench.rows),
        "kit": (relays.kit_relay, bench.rows),
        "kit, xmin held": (partial(relays.kit_relay, hold_xmin=True), bench.rows),
        "debezium": (partial(relays.debezium_relay, bench.debezium), bench.rows),
        "faststream-outbox best": (partial(relays.faststream_outbox, "best"), bench.rows // SHARE_OF_BEST),
        "faststream-outbox default": (partial(relays.faststream_outbox, "default"), bench.rows // SHARE_OF_DEFAULT),
    }
    for number in range(bench.repeats):
        print(f"relay, round {number + 1}", flush=True)
        for name, (arm, count) in _rotated(arms, number):
            await _relay(bench, name, arm, chosen[:count])


async def commit(bench: Bench) -> None:
    """Commit to Kafka at a steady pace."""
    assert bench.debezium
    arms: dict[str, Callable[[Platform], Awaitable[latency.Outcome]]] = {
        "commit to Kafka, relay in another process": partial(latency.of_kit, same_process=False),
        "commit to Kafka, relay in the same process": partial(latency.of_kit, same_process=True),
        "commit to Kafka, debezium": partial(latency.of_debezium, bench.debezium),
    }
    for number in range(bench.repeats):
        for name, arm in _rotated(arms, number):
            outcome = await arm(bench.platform)
            pair = (outcome.quantile(0.5), outcome.quantile(0.99))
            print(f"{name}: p50 {pair[0]:.1f} ms, p99 {pair[1]:.1f} ms", flush=True)
            bench.book.milliseconds[name].append(pair)
            bench.book.cpu[name].append(outcome.cpu)
            bench.book.wrong += [f"{name}: {wrong}" for wrong in outcome.wrong]


async def consumer(bench: Bench) -> None:
    """A topic of facts into a projection: the kit's consumer, and the loop by hand."""
    records = consumers.facts(bench.rows)
    arms = {"raw getmany": raw_consumer, "kit consumer": kit_consumer}
    for number in range(bench.repeats):
        digests = set()
        for name, start in _rotated(arms, number):
            outcome = await consumers.consume(bench.platform, start, records)
            print(f"{name}: {outcome.rate:,.0f}/s, {own(outcome.cpu):.2f} CPU-s", flush=True)
            bench.book.note(name, outcome.rate, outcome.cpu)
            digests.add(outcome.digest)
        if len(digests) > 1:
            bench.book.wrong.append("kit consumer and raw getmany left different rows behind")


async def command(bench: Bench) -> None:
    """Command to row, at shares of what the machine can do."""
    for _ in range(bench.repeats):
        async with journey.started(bench.platform) as system:
            capacity = await system.capacity()
            bench.book.rates["commands, closed loop"].append(capacity)
            for share in (25, 50, 80):
                outcome = await system.at(capacity * share / 100)
                name, pair = f"command to row at {share} %", (outcome.quantile(0.5), outcome.quantile(0.99))
                print(f"{name} ({outcome.pace:.0f}/s): p50 {pair[0]:.1f} ms, p99 {pair[1]:.1f} ms", flush=True)
                bench.book.milliseconds[name].append(pair)
                bench.book.cpu[name].append(outcome.cpu)


async def scaling(bench: Bench) -> None:
    """What more shards, relays and consumers bring on this machine."""
    arms = {
        f"kit, {shards} shards, {processes} relays": (partial(relays.kit_relay, processes=processes), shards)
        for shards, processes in ((1, 1), (2, 1), (4, 1), (4, 2), (4, 4))
    }
    records = consumers.facts(bench.rows)
    for number in range(bench.repeats):
        print(f"scaling, round {number + 1}", flush=True)
        for name, (arm, shards) in _rotated(arms, number):
            await _relay(bench, name, arm, load.measured(bench.rows, shards))
        for processes in (1, 2):
            outcome = await consumers.consume(bench.platform, kit_consumer, records, processes)
            print(f"  kit, {processes} consumers: {outcome.rate:,.0f}/s", flush=True)
            bench.book.note(f"kit, {processes} consumers", outcome.rate, outcome.cpu)


async def rebuilding(bench: Bench) -> None:
    """A projection from Kafka, against PostgreSQL's COPY of the same rows."""
    for found in await rebuild.rebuild(bench.platform, bench.repeats, bench.rows):
        rows = sum(found.rows.values())
        print(f"rebuild: {rows / found.seconds:,.0f} rows/s, {found.ratio:.2f} of COPY", flush=True)
        bench.book.note("rebuild", rows / found.seconds, {})
        bench.book.note("COPY of the same rows", rows / sum(found.copied.values()), {})


def _rotated(arms: dict[str, Entry], number: int) -> list[tuple[str, Entry]]:
    """Each round begins with another arm, so that none always has the same one before it."""
    items = list(arms.items())
    start = number % len(items)
    return items[start:] + items[:start]


GROUPS = {
    "relay": relay,
    "latency": commit,
    "consumer": consumer,
    "command": command,
    "rebuild": rebuilding,
    "scaling": scaling,
}
NEED_DEBEZIUM = {"relay", "latency"}
