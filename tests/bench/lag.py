"""How far reporting's tables are behind Kafka at half of what its consumer can do: `python -m tests.bench.lag`.

The consumer is a process of its own with the real reactions. A fact's lag is from the moment it was due to be sent to
the moment when PostgreSQL tells a listener that its transaction is committed: from then on every page has it.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack

import asyncpg
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually
from liaison_local.ports import free_port

from tests.bench import told
from tests.bench.cpu import Neighbours
from tests.bench.journey import TELL
from tests.bench.platform import Platform, started
from tests.bench.processes import module_running
from tests.bench.rebuild import environment, reporting

BACKLOG, SECONDS, LEFT_OUT_SECONDS = 20_000, 30, 3
SHARES = (25, 50, 80)
TARGET_MS = 100
TICK_SECONDS = 0.002
FAR = 1_000_000


class Reporting:
    """The running consumer's input, and what was seen of it so far."""

    def __init__(self, settings: Settings) -> None:
        self.seen: dict[str, float] = {}
        self._producer = told.producer_of(settings, linger_ms=0)
        self._facts: Iterator[told.Told] = told.facts(settings, FAR)

    def hear(self, _connection: object, _process: int, _channel: str, ids: str) -> None:
        self.seen |= dict.fromkeys(ids.split(","), time.monotonic())

    def tell(self) -> str:
        one = next(self._facts)
        self._producer.produce(one.topic, one.record, one.key.encode())
        self._producer.poll(0)
        return one.fact_id

    async def all_seen(self, wanted: int) -> None:
        async def count() -> int:
            return len(self.seen)

        await eventually(count, lambda found: found >= wanted, within=300)

    async def capacity(self) -> float:
        """Facts a second of a backlog, from the first one that is seen on."""
        before = len(self.seen)
        ids = [self.tell() for _ in range(BACKLOG)]
        await self.all_seen(before + BACKLOG)
        moments = sorted(self.seen[one] for one in ids)
        return BACKLOG / (moments[-1] - moments[0])

    async def at(self, pace: float) -> list[float]:
        """Milliseconds of each fact, sorted; open loop, and the first seconds are left out."""
        before, began, due = len(self.seen), time.monotonic(), dict[str, float]()
        while (now := time.monotonic()) < began + SECONDS:
            while len(due) < (now - began) * pace:
                moment = began + len(due) / pace
                due[self.tell()] = moment
            await asyncio.sleep(TICK_SECONDS)
        await self.all_seen(before + len(due))
        return sorted((self.seen[one] - at) * 1000 for one, at in due.items() if at > began + LEFT_OUT_SECONDS)


async def measured(platform: Platform, consumers: int) -> None:
    async with reporting(platform) as settings:
        watch = await asyncpg.connect(settings.database_url)
        await watch.execute(TELL.format(table="telling", column="fact_id"))
        async with AsyncExitStack() as stack:
            for _ in range(consumers):
                env = environment(settings) | {"LIAISON_HTTP_PORT": str(free_port(set()))}
                await stack.enter_async_context(module_running(platform, "liaison_reporting", "consumer", env=env))
            running = Reporting(settings)
            await watch.add_listener("seen", running.hear)
            running.tell()
            await running.all_seen(1)
            capacity = await running.capacity()
            print(f"of a backlog: {capacity:,.0f} facts/s\n\n| load | facts/s | p50, ms | p99, ms | verdict |")
            print("|---|---|---|---|---|", flush=True)
            for share in SHARES:
                found = await running.at(pace := capacity * share / 100)
                p50, p99 = (found[int(len(found) * quantile)] for quantile in (0.5, 0.99))
                verdict = "–" if share != 50 else "reached" if p99 <= TARGET_MS else "MISSED"
                print(f"| {share} % | {pace:,.0f} | {p50:.1f} | **{p99:.1f}** | {verdict} |", flush=True)
        await watch.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lag", description=__doc__)
    parser.add_argument("--consumers", type=int, default=1, help="processes in the group; production has two")
    arguments = parser.parse_args()
    with started() as platform:
        neighbours = Neighbours(platform.servers)
        asyncio.run(measured(platform, arguments.consumers))
        print(f"\n{os.cpu_count()} cores, of which other programs kept {neighbours.cores():.1f} busy.")


if __name__ == "__main__":
    main()
