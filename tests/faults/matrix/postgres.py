"""Faults of PostgreSQL, and of those who hold its transactions open."""

import asyncio
import os
import signal
from uuid import uuid4

import asyncpg
from liaison_kit.service import open_database
from liaison_kit.settings import Settings

from tests.faults import writer
from tests.faults.scenario import Run, pid_of, scenario
from tests.faults.small_disk import filled
from tests.faults.system import READER, WRITER

AWAY_SECONDS = 3.0
FULL_SECONDS = 15.0


@scenario("F11", "kill -9 of the postmaster, then started again")
async def postmaster_killed(run: Run) -> None:
    ground = run.system.ground
    for _ in run.times(3, 1):
        async with run.fault("postmaster killed"):
            os.kill(pid_of(ground.server), signal.SIGKILL)
            await asyncio.sleep(AWAY_SECONDS)
            await ground.restart_postgres()


@scenario("F11", "all backends terminated")
async def backends_terminated(run: Run) -> None:
    others = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()"
    for _ in run.times(10, 2):
        async with run.fault("backends terminated"):
            admin = await asyncpg.connect(run.system.ground.dsn("postgres", "postgres"))
            for service in (WRITER, READER):
                await admin.execute(others, f"{service}_{run.system.name}")
            await admin.close()


@scenario("F12", "a write transaction stays open over its outbox rows; others commit meanwhile")
async def write_transaction_open(run: Run) -> None:
    settings = Settings(
        DATABASE_URL=run.system.database(WRITER),
        KAFKA_BOOTSTRAP_SERVERS=run.system.ground.cluster.bootstrap(),
        topic_prefix=run.system.prefix,
    )
    database = open_database(writer.SERVICE, settings)
    async with run.fault("write transaction open"), database.transaction() as session:
        await writer.rename(session, run.spare, writer.Renaming(command=uuid4(), name="late"))
        await session.flush()
        await asyncio.sleep(10 if run.short else 60)
    await database.close()


@scenario("F12", "a read transaction stays open (held xmin)")
async def read_transaction_open(run: Run) -> None:
    async with run.fault("read transaction open"):
        connection = await asyncpg.connect(run.system.database(WRITER))
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.fetch("select count(*) from outbox")
            await asyncio.sleep(10 if run.short else 120)
        await connection.close()


@scenario("F13", "disk full, then freed", needs_small_disk=True)
async def disk_full(run: Run) -> None:
    ground = run.system.ground
    admin = await asyncpg.connect(ground.dsn("postgres", "postgres"))
    async with run.fault("disk full"):
        with filled(ground.disk):
            await _ask_for_space(admin)
            await asyncio.sleep(FULL_SECONDS)
        if ground.server.exit_code() is not None:
            await ground.restart_postgres()


async def _ask_for_space(admin: asyncpg.Connection) -> None:
    """New log segments now, where the old ones would last for minutes; PostgreSQL stops itself when it gets none."""
    try:
        for _ in range(20):
            await admin.execute("select pg_switch_wal()")
            await admin.execute(
                "create table space as select repeat(md5(n::text), 200) from generate_series(1, 2000) n"
            )
            await admin.execute("drop table space")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return
    finally:
        admin.terminate()
