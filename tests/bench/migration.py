"""How long writers of a table of 1,000,000 rows wait while it is migrated, our way and the naive one.

`python -m tests.bench.migration`. The table is notifications' `delivery`, with its indexes, checks and triggers. The
kit runs each kind of migration that CONTRIBUTING allows, while messages are planned and settled at a steady pace; a
reader that keeps a transaction open for three seconds begins with each.
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import structlog
from liaison_kit import migrations
from liaison_kit.database import Database
from liaison_notifications.service import SERVICE

from tests.bench.cpu import Neighbours
from tests.bench.platform import Platform, started

ROWS, PACE, CONNECTIONS = 1_000_000, 100, 12
READER_SECONDS, QUIET_SECONDS = 3, 5
TARGET_SECONDS = 1.0
NAME = "bench_migration"
FILL = """
    insert into delivery (id, dedupe_key, channel, purpose, sign_up_id, event_id, status, attempt, created_at)
    select gen_random_uuid(), 'key ' || n, 'sms', 'confirmation', gen_random_uuid(), gen_random_uuid(), 'accepted', 1,
        now() - n * interval '1 minute'
    from generate_series(1, $1::integer) n
"""
INSERT = """
    insert into delivery (id, dedupe_key, channel, purpose, sign_up_id, event_id, status, attempt, created_at)
    values ($1, $2, 'sms', 'confirmation', gen_random_uuid(), gen_random_uuid(), 'planned', 0, now())
"""
UPDATE = "update delivery set attempt = attempt + 1 where id = $1"
STEPS = {
    "a column with a default": "run(\"alter table delivery add column origin text not null default 'event'\")",
    "a nullable column": 'run("alter table delivery add column week date")',
    "its values, by `backfill`": 'backfill("delivery", "week = created_at::date", where="week is null")',
    "an index, `concurrently`": 'concurrently("create index concurrently delivery_week on delivery (week, id)")',
    "a check, `not valid`": (
        "run(\"alter table delivery add constraint ck_delivery_origin check (origin <> '') not valid\")"
    ),
    "the check, `validate`": 'run("alter table delivery validate constraint ck_delivery_origin")',
}
NAIVE = {
    "the same in one transaction": """
        alter table delivery add column origin text not null default 'event';
        alter table delivery add column week date;
        update delivery set week = created_at::date;
        create index delivery_week on delivery (week, id);
        alter table delivery add constraint ck_delivery_origin check (origin <> '');
    """,
    "one column, but without a limit to its waiting": "alter table delivery add column more text;",
}


class Writers:
    """Writes at a steady pace, however late the answers are; the seconds that each took from when it was due."""

    def __init__(self, pool: asyncpg.Pool, ids: list[UUID]) -> None:
        self.waits: list[float] = []
        self._pool, self._ids = pool, ids
        self._stop = asyncio.Event()
        self._pending: set[asyncio.Task[None]] = set()
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._stop.set()
        await self._running
        await asyncio.gather(*self._pending)

    async def _run(self) -> None:
        began, number = time.monotonic(), 0
        while not self._stop.is_set():
            due = began + number / PACE
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            number += 1
            task = asyncio.create_task(self._write(due, number))
            self._pending.add(task)
            task.add_done_callback(self._pending.discard)

    async def _write(self, due: float, number: int) -> None:
        if number % 2:
            await self._pool.execute(INSERT, (made := uuid4()), f"bench {made}")
        else:
            await self._pool.execute(UPDATE, random.choice(self._ids))
        self.waits.append(time.monotonic() - due)


@asynccontextmanager
async def filled(platform: Platform, rows: int) -> AsyncIterator[str]:
    """The service's database with so many deliveries, on disk and analysed."""
    admin = await asyncpg.connect(platform.admin_dsn)
    await admin.execute(f"drop database if exists {NAME} with (force)")
    await admin.execute(f"create database {NAME}")
    url = platform.dsn(NAME)
    database = Database(url)
    await migrations.migrate(database, SERVICE.migrations)
    await database.close()
    filling = await asyncpg.connect(url)
    await filling.execute("set session_replication_role = replica")  # the triggers count messages one by one
    await filling.execute(FILL, rows, timeout=600)
    await filling.execute("vacuum analyze delivery", timeout=600)
    await filling.execute("checkpoint")
    await filling.close()
    yield url
    await admin.execute(f"drop database {NAME} with (force)")
    await admin.close()


async def beside_writers(url: str, what: str, work: Callable[[], Awaitable[None]] | None) -> bool:
    """Prints a row of the table; whether nobody waited for longer than the target."""
    async with asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        ids = [row["id"] for row in await pool.fetch("select id from delivery tablesample system (1)")]
        reader = await asyncpg.connect(url)
        writers = Writers(pool, ids)
        await asyncio.sleep(1)
        reading = asyncio.create_task(_read(reader))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await (work() if work else asyncio.sleep(QUIET_SECONDS))
        seconds = time.monotonic() - began
        await asyncio.sleep(1)
        await writers.stop()
        await reading
        await reader.close()
    waits = sorted(writers.waits)
    p50, p99 = (waits[int(len(waits) * quantile)] * 1000 for quantile in (0.5, 0.99))
    kept = waits[-1] <= TARGET_SECONDS
    print(f"| {what} | {seconds:.1f} | {len(waits):,} | {p50:.1f} | {p99:.1f} | **{waits[-1]:.2f}** |", flush=True)
    return kept


async def _read(reader: asyncpg.Connection) -> None:
    async with reader.transaction():
        await reader.fetchval("select status from delivery limit 1")
        await asyncio.sleep(READER_SECONDS)


@asynccontextmanager
async def our_way(url: str) -> AsyncIterator[dict[str, Callable[[], Awaitable[None]]]]:
    """Each step as a migration that comes after the service's own, run by the kit."""
    database = Database(url)
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        versions = Path(folder) / "versions"
        shutil.copytree(SERVICE.migrations / "versions", versions)
        newest = max(path.name[:4] for path in versions.glob("[0-9]*.py"))

        def step(number: int, body: str) -> Callable[[], Awaitable[None]]:
            async def migrate() -> None:
                before = newest if number == 1 else f"9{number - 1:03}"
                head = "from liaison_kit.migrations import backfill, concurrently, run\n"
                head += f'revision, down_revision = "9{number:03}", "{before}"\n'
                said = f"{head}def upgrade():\n    {body}\n"
                (versions / f"9{number:03}_expand_{number}.py").write_text(said)
                await migrations.migrate(database, Path(folder))

            return migrate

        yield {what: step(number, body) for number, (what, body) in enumerate(STEPS.items(), 1)}
    await database.close()


def naively(url: str, statements: str) -> Callable[[], Awaitable[None]]:
    async def migrate() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(statements, timeout=900)  # several statements are one transaction
        await connection.close()

    return migrate


async def measured(platform: Platform, rows: int) -> bool:
    print(f"`delivery` with {rows:,} rows, {PACE} writes a second.\n")
    print(
        "| migration | its seconds | writes | p50, ms | p99, ms | longest wait, s |\n|---|---|---|---|---|---|",
        flush=True,
    )
    async with filled(platform, rows) as url:
        await beside_writers(url, "none", None)
        async with our_way(url) as steps:
            kept = [await beside_writers(url, what, step) for what, step in steps.items()]
        connection = await asyncpg.connect(url)
        left = await connection.fetchval(
            "select count(*) from delivery where week is null and created_at < now() - interval '1 hour'"
        )
        await connection.close()
        assert left == 0, f"{left} rows were not filled"
    async with filled(platform, rows) as url:
        for what, statements in NAIVE.items():
            await beside_writers(url, f"naive: {what}", naively(url, statements))
    print(f"\nAt most {TARGET_SECONDS:.0f} s: {'reached' if all(kept) else 'MISSED'}.")
    return all(kept)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.migration", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # the table is a report by itself
    with started() as platform:
        neighbours = Neighbours(platform.servers)
        kept = asyncio.run(measured(platform, options.rows))
        print(f"\n{os.cpu_count()} cores, of which other programs kept {neighbours.cores():.1f} busy.")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
