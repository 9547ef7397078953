"""Rebuilding reporting's tables from Kafka, against PostgreSQL's COPY of the same rows.

The rebuild is `python -m liaison_reporting replay`, from its start to its end: it makes the tables and their indexes,
compares and switches within its time. COPY fills identical tables, with the same indexes, one after the other.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition
from liaison_contracts.catalog import PARTITIONS
from liaison_kit import migrations
from liaison_kit.database import new_id
from liaison_kit.receiving import broker
from liaison_kit.service import open_database
from liaison_kit.settings import Settings
from liaison_reporting.model.projections import PROJECTIONS
from liaison_reporting.service import SERVICE

from tests.bench import told
from tests.bench.cpu import Neighbours, seconds
from tests.bench.platform import Platform, started

FACTS = 500_000
KIT = ("inbox", "heard", "progress")
ONE = "contribution"
"""The table that has a row for nearly every fact."""
LOOK_SECONDS = 0.2
MANY = 1_000_000
"""From so many on each table is copied once, below three times."""


@dataclass
class Outcome:
    """One rebuild, and the seconds that COPY took for the rows of each table."""

    facts: int
    seconds: float
    rows: dict[str, int] = field(default_factory=dict)
    copied: dict[str, float] = field(default_factory=dict)
    memory: list[int] = field(default_factory=list)
    progress: list[tuple[int, int]] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    steps: dict[str, float] = field(default_factory=dict)
    """When each event of its log was told last, in seconds since its start."""

    @property
    def ratio(self) -> float:
        """How fast it is, as a share of COPY of all rows that it made."""
        return sum(self.copied.values()) / self.seconds

    @property
    def ratio_of_cpu(self) -> float:
        """The same by the processor's time: what it is where other programs take turns with both."""
        return self.cpu["copy"] / (self.cpu["replay"] + self.cpu["postgresql"])

    @property
    def ratio_of_one(self) -> float:
        """Facts a second, as a share of the rows of one table that COPY alone would write."""
        return self.facts / self.seconds / (self.rows[ONE] / self.copied[ONE])


async def rebuild(platform: Platform, repeats: int = 1, facts: int = FACTS) -> list[Outcome]:
    """As often, from the same facts."""
    async with reporting(platform) as settings:
        await _tell(settings, facts)
        return [await _measure(platform, settings, facts) for _ in range(repeats)]


@asynccontextmanager
async def reporting(platform: Platform) -> AsyncIterator[Settings]:
    """A database of its own, migrated, and topics of its own."""
    name = f"bench_rebuild_{new_id().hex[-8:]}"
    admin = await asyncpg.connect(platform.admin_dsn)
    await admin.execute(f"create database {name}")
    settings = SERVICE.settings(
        DATABASE_URL=platform.dsn(name), KAFKA_BOOTSTRAP_SERVERS=platform.kafka, topic_prefix=f"{name}."
    )
    database = open_database(SERVICE, settings)
    await migrations.migrate(database, SERVICE.migrations)
    await database.close()
    await broker.ensure_topics(settings)
    try:
        yield settings
    finally:
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


def environment(settings: Settings) -> dict[str, str]:
    """For a process of the service."""
    return os.environ | {
        "DATABASE_URL": settings.database_url,
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "LIAISON_TOPIC_PREFIX": settings.topic_prefix,
    }


async def _tell(settings: Settings, facts: int) -> None:
    """As the events service would, and as if reporting's consumers had come to the end of it."""
    await asyncio.to_thread(told.send, settings, told.facts(settings, facts))
    topics = [settings.topic_prefix + one.contract.__name__ for one in SERVICE.reactions]
    places = [TopicPartition(topic, number) for topic in topics for number in range(PARTITIONS)]
    async with AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers) as consumer:
        ends = await consumer.end_offsets(places)
    assert sum(ends.values()) == facts, ends
    rows = [(place.topic, place.partition, end) for place, end in ends.items() if end]
    connection = await asyncpg.connect(settings.database_url)
    await connection.executemany("insert into progress values ($1, $2, $3)", rows)
    await connection.close()


async def _measure(platform: Platform, settings: Settings, facts: int) -> Outcome:
    before = {name: seconds(tree) for name, tree in platform.servers.items()}
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "liaison_reporting", "replay", env=environment(settings), stdout=PIPE, stderr=DEVNULL
    )
    found, tree = Outcome(facts, 0), psutil.Process(process.pid)
    watching = asyncio.create_task(_watch(tree, found))
    assert process.stdout
    async for line in process.stdout:
        if not line.startswith(b"{"):
            continue
        said = json.loads(line)
        found.steps[said["event"]] = time.monotonic() - began
        if said["event"] == "replay.progress":
            found.progress.append((said["done"], said["rate"]))
            print(f"  {said['done']:,} of {said['total']:,} records, {said['rate']:,} a second", flush=True)
    assert await process.wait() == 0
    found.seconds = time.monotonic() - began
    watching.cancel()
    found.cpu |= {name: seconds(tree) - before[name] for name, tree in platform.servers.items()}
    await _copy(platform.servers["postgresql"], settings, found)
    return found


async def _watch(tree: psutil.Process, found: Outcome) -> None:
    while True:
        found.memory.append(sum(one.memory_info().rss for one in (tree, *tree.children(recursive=True))))
        found.cpu["replay"] = seconds(tree)
        await asyncio.sleep(LOOK_SECONDS)


async def _copy(server: psutil.Process, settings: Settings, found: Outcome) -> None:
    copies = 3 if found.facts < MANY else 1
    found.cpu["copy"] = 0.0
    connection = await asyncpg.connect(settings.database_url)
    for table in (*(one.__tablename__ for one in PROJECTIONS), *KIT):
        if not (count := await connection.fetchval(f"select count(*) from {table}")):
            continue
        with tempfile.TemporaryFile() as rows:
            await connection.copy_from_query(f"select * from {table} order by ctid", output=rows, format="binary")
            took = []
            for _ in range(copies):
                await connection.execute(f"create table copied (like {table} including all)")
                rows.seek(0)
                began, used = time.monotonic(), seconds(server)
                await connection.copy_to_table("copied", source=rows, format="binary")
                took.append(time.monotonic() - began)
                found.cpu["copy"] += (seconds(server) - used) / copies
                assert await connection.fetchval("select count(*) from copied") == count
                await connection.execute("drop table copied")
        found.rows[table], found.copied[table] = count, statistics.median(took)
    await connection.close()
    assert found.rows["telling"] == found.facts, found.rows


def _told(found: Outcome) -> list[str]:
    """The tables of one rebuild, in Markdown."""
    tenth = len(found.memory) // 10
    memory = [found.memory[tenth], max(found.memory), found.memory[-1 - tenth]]
    rows, copied = sum(found.rows.values()), sum(found.copied.values())
    lines = ["| facts | seconds | facts/s | rows | rows/s | ÷ COPY of the same rows | by CPU | ÷ COPY of one table |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    speeds = f"{found.facts / found.seconds:,.0f} | {rows:,} | {rows / found.seconds:,.0f}"
    ratios = f"**{found.ratio:.2f}** | {found.ratio_of_cpu:.2f} | {found.ratio_of_one:.2f}"
    lines += [f"| {found.facts:,} | {found.seconds:.1f} | {speeds} | {ratios} |", ""]
    lines += ["Memory of the replay, MB, after a tenth / at most / before the last tenth: "]
    lines[-1] += " / ".join(f"{one / 2**20:.0f}" for one in memory)
    lines += [f"Progress was told {len(found.progress)} times."]
    lines += ["Until, s: " + ", ".join(f"{name.partition('.')[2]} {at:.1f}" for name, at in found.steps.items())]
    lines += ["CPU seconds: " + ", ".join(f"{name} {used:.1f}" for name, used in sorted(found.cpu.items())), ""]
    lines += ["| table | rows | COPY, s | rows/s |", "|---|---|---|---|"]
    for table, count in found.rows.items():
        lines += [f"| {table} | {count:,} | {found.copied[table]:.2f} | {count / found.copied[table]:,.0f} |"]
    return [*lines, f"| all | {rows:,} | {copied:.1f} | {rows / copied:,.0f} |"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rebuild", description=__doc__)
    parser.add_argument("--facts", type=int, default=FACTS)
    parser.add_argument("--repeats", type=int, default=1)
    arguments = parser.parse_args()
    with started() as platform:
        neighbours = Neighbours(platform.servers)
        for found in asyncio.run(rebuild(platform, arguments.repeats, arguments.facts)):
            print("", *_told(found), sep="\n", flush=True)
        print(f"\n{os.cpu_count()} cores, of which other programs kept {neighbours.cores():.1f} busy.")


if __name__ == "__main__":
    main()
