"""Migrating beside those who read and write: interrupted at every step, waiting for others, and done by two at once."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import asyncpg
import pytest
import structlog
from liaison_kit import migrations
from liaison_kit.database import Database
from liaison_kit.migrations import NotByItself
from liaison_kit.running import patience
from liaison_kit.running.backfilling import Endless
from liaison_kit.running.fresh_databases import FreshDatabases
from liaison_kit.running.patience import Blocked
from liaison_kit.service import Service
from liaison_kit.testing import eventually
from structlog.testing import capture_logs

HERE = Path(__file__).parent / "a_service"
PROGRAM = Path(__file__).with_name("migrating_killed.py")
ROWS = 15
EVERY_KIND = [
    'run("alter table visit add column place text;\\ncreate table more (id uuid primary key)")',
    'backfill("visit", "place = times::text", where="place is null", rows=10)',
    'concurrently("create unique index concurrently visit_place on visit (place)")',
    'run("alter table visit add constraint ck_visit_place check (place is not null) not valid")',
    'run("alter table visit validate constraint ck_visit_place")',
    'concurrently("drop index concurrently if exists visit_place")',
]
SCHEMA = """
    select attrelid::regclass::text, attname::text, format_type(atttypid, atttypmod) from pg_attribute
        where attrelid in ('visit'::regclass, to_regclass('more')) and attnum > 0
    union all select indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid::text from pg_index
        where indrelid = 'visit'::regclass
    union all select conname::text, pg_get_constraintdef(oid), convalidated::text from pg_constraint
        where conrelid = 'visit'::regclass
    union all select version_num, '', '' from schema_version
    union all select 'visit', times::text, place from visit
    order by 1, 2, 3
"""


def folder_of(home: Path, said: list[str]) -> Path:
    """The small service's migrations, and one more for each of these bodies."""
    (home / "versions").mkdir(parents=True)
    for path in (HERE / "versions").glob("[0-9]*.py"):
        (home / "versions" / path.name).write_text(path.read_text())
    for number, body in enumerate(said, 2):
        head = "from liaison_kit.migrations import backfill, concurrently, run\n"
        head += f'revision, down_revision = "{number:04}", "{number - 1:04}"\n'
        (home / "versions" / f"{number:04}_expand_{number}.py").write_text(f"{head}def upgrade():\n    {body}\n")
    return home


@pytest.fixture
def every_kind(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "every_kind", EVERY_KIND)


@pytest.fixture
def killing(every_kind: Path) -> Iterator[Popen[str]]:
    with Popen([sys.executable, PROGRAM, every_kind], stdin=PIPE, stdout=PIPE, text=True) as program:
        yield program
        program.kill()


async def filled(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f"insert into visit select gen_random_uuid(), n from generate_series(1, {ROWS}) n")
    await connection.close()


async def schema(url: str) -> list[tuple[str, ...]]:
    """Columns, indexes, constraints, version and rows."""
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(SCHEMA)]
    finally:
        await connection.close()


async def migrated(url: str, folder: Path) -> list[tuple[str, ...]]:
    database = Database(url)
    await migrations.migrate(database, folder)
    await database.close()
    return await schema(url)


async def test_killed_at_any_step_a_migration_goes_on_and_ends_alike(
    fresh_databases: FreshDatabases, service: Service, every_kind: Path, killing: Popen[str]
) -> None:
    async with fresh_databases.of(service) as url:
        await filled(url)
        uninterrupted = await migrated(url, every_kind)
    assert len([row for row in uninterrupted if row[0] == "visit" and row[1] == row[2]]) == ROWS
    assert killing.stdin
    assert killing.stdout
    for number in range(1, 200):
        async with fresh_databases.of(service) as url:
            await filled(url)
            killing.stdin.write(f"{number} {url}\n")
            killing.stdin.flush()
            status = int(await asyncio.to_thread(killing.stdout.readline))
            assert status in (0, -signal.SIGKILL)
            assert await migrated(url, every_kind) == uninterrupted, f"killed at step {number}"
        if status == 0:
            break
    # At least once before and after each commit, each change, each batch of ten and each index.
    assert 20 < number < 199


@asynccontextmanager
async def holding(url: str, statement: str) -> AsyncIterator[asyncpg.Connection]:
    """A transaction that has said this and stays open; it ends with the block, or earlier."""
    connection = await asyncpg.connect(url)
    await connection.execute("begin isolation level repeatable read")
    await connection.execute(statement)
    yield connection
    await connection.close()


def killed_at_work(program: Popen[str]) -> None:
    """The one that migrates is its child."""
    [child] = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()
    os.kill(int(child), signal.SIGKILL)


async def test_an_index_whose_maker_was_killed_is_waited_for_and_not_made_twice(
    database: Database, database_url: str, every_kind: Path, killing: Popen[str]
) -> None:
    # Before it waits for the reader it is not to be seen in the catalogue, and whoever is killed then leaves nothing.
    waits = "select phase from pg_stat_progress_create_index where datname = current_database()"
    index = "select oid::int, indisvalid from pg_class join pg_index on oid = indexrelid where relname = 'visit_place'"
    watch = await asyncpg.connect(database_url)
    assert killing.stdin
    killing.stdin.write(f"1000 {database_url}\n")
    async with holding(database_url, "select 1") as reader:
        killing.stdin.flush()
        await eventually(lambda: watch.fetchval(waits), lambda phase: phase == "waiting for old snapshots")
        await asyncio.to_thread(killed_at_work, killing)
        again = asyncio.create_task(migrations.migrate(database, every_kind))
        await asyncio.sleep(0.2)
        assert not again.done()
        [unfinished] = await watch.fetch(index)
        await reader.close()
        await again
    await watch.close()
    assert not unfinished["indisvalid"]


async def longest_wait(url: str, until: "asyncio.Task[None]") -> float:
    """Seconds of a writer that writes every 20 ms."""
    connection = await asyncpg.connect(url)
    longest = 0.0
    while not until.done():
        began = time.monotonic()
        await connection.execute("insert into visit values (gen_random_uuid(), 1)")
        longest = max(longest, time.monotonic() - began)
        await asyncio.sleep(0.02)
    await connection.close()
    return longest


async def test_writers_never_wait_for_a_second_behind_a_migration_that_waits_for_a_reader(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path / "column", ['run("alter table visit add column place text")'])
    async with holding(database_url, "select * from visit") as reader:
        with capture_logs() as said:
            migrating = asyncio.create_task(migrations.migrate(database, folder))
            asyncio.get_running_loop().call_later(3, lambda: asyncio.create_task(reader.close()))
            assert await longest_wait(database_url, migrating) < 1
        await migrating
    waiting = [line["longest_transaction"] for line in said if line["event"] == "migration.waiting"]
    assert waiting
    assert waiting[-1]["pid"]
    assert await migrations.pending(database, folder) == []


async def test_who_is_held_up_for_minutes_says_by_whom(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 0)
    folder = folder_of(tmp_path / "column", ['run("alter table visit add column place text")'])
    async with holding(database_url, "select * from visit") as reader:
        await asyncio.sleep(1)
        with pytest.raises(Blocked, match=str(await reader.fetchval("select pg_backend_pid()"))):
            await migrations.migrate(database, folder)
    await migrations.migrate(database, folder)


async def test_two_that_migrate_at_once_do_each_migration_once(
    database: Database, database_url: str, every_kind: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "log", structlog.get_logger())  # one that was used before is not heard here
    await filled(database_url)
    other = Database(database_url)
    with capture_logs() as said:
        await asyncio.gather(migrations.migrate(database, every_kind), migrations.migrate(other, every_kind))
    await other.close()
    done = [line["migration"] for line in said if line["event"] == "migration.applied"]
    assert done == [f"{number:04}_expand_{number}" for number in range(2, 2 + len(EVERY_KIND))], said


async def test_rows_that_somebody_holds_are_filled_when_they_are_free(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    await migrations.migrate(database, folder_of(tmp_path / "column", EVERY_KIND[:1]))
    folder = folder_of(tmp_path / "fill", EVERY_KIND[:2])
    await filled(database_url)
    watch = await asyncpg.connect(database_url)
    async with holding(database_url, "select * from visit where times = 7 for update") as writer:
        migrating = asyncio.create_task(migrations.migrate(database, folder))
        filled_others = "select count(*) = 14 from visit where place = times::text"
        await eventually(lambda: watch.fetchval(filled_others))
        await asyncio.sleep(0.5)
        assert not migrating.done()
        await writer.close()
        await migrating
    assert await watch.fetchval("select count(*) from visit where place = times::text") == ROWS
    await watch.close()


async def test_a_backfill_that_would_never_end_is_refused(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    await filled(database_url)
    folder = folder_of(tmp_path / "endless", ['backfill("visit", "times = times + 1", where="times > 0")'])
    with pytest.raises(Endless):
        await migrations.migrate(database, folder)


async def test_what_happens_beside_the_transaction_stands_by_itself(database: Database, tmp_path: Path) -> None:
    both = "run('create table one ()'); concurrently('create index concurrently visit_times on visit (times)')"
    with pytest.raises(NotByItself):
        await migrations.migrate(database, folder_of(tmp_path / "both", [both]))
    other = "concurrently('reindex table concurrently visit')"
    with pytest.raises(ValueError, match="concurrently"):
        await migrations.migrate(database, folder_of(tmp_path / "other", [other]))
