"""Patience: how a migration waits for its locks without anybody waiting behind it, and what it tells meanwhile."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import text

from liaison_kit.database import Database, is_infrastructure

log = structlog.get_logger()

FIRST_SECONDS, LONGEST_SECONDS = 1.0, 10.0
PATIENCE_SECONDS = 600.0
TELL_SECONDS = 5.0
_OLDEST = text("""
    select pid, application_name, state, cast(extract(epoch from now() - xact_start) as integer) as seconds
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start < now() - interval '1 second'
    order by xact_start limit 1
""")
_INDEXES = text("""
    select relid::regclass as table, phase, blocks_done, blocks_total, lockers_done, lockers_total,
        current_locker_pid as waits_for
    from pg_stat_progress_create_index where datname = current_database()
""")


class Blocked(Exception):
    """For minutes somebody has held what a migration needs."""


class Patience:
    """Pauses between tries, so that whoever was waiting behind the last one gets on; for ten minutes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._until = time.monotonic() + PATIENCE_SECONDS
        self._pause = FIRST_SECONDS

    async def wait(self) -> None:
        async with self._database.engine.connect() as connection:
            oldest = (await connection.execute(_OLDEST)).mappings().first()
        log.warning("migration.waiting", longest_transaction=dict(oldest) if oldest else None)
        if time.monotonic() > self._until:
            raise Blocked(
                f"For {PATIENCE_SECONDS / 60:.0f} minutes other transactions have held what the migration needs; the"
                f" oldest that this role sees: {dict(oldest) if oldest else 'none'}. End it (pg_terminate_backend), or"
                " run the migrate role again when it is over. Every migration before this one is done."
            )
        await asyncio.sleep(random.uniform(self._pause / 2, self._pause))
        self._pause = min(LONGEST_SECONDS, 2 * self._pause)


@asynccontextmanager
async def telling(database: Database) -> AsyncIterator[None]:
    """Meanwhile the log tells every five seconds how far an index is that is being made."""
    task = asyncio.create_task(_tell(database))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _tell(database: Database) -> None:
    while True:
        await asyncio.sleep(TELL_SECONDS)
        try:
            async with database.engine.connect() as connection:
                for row in (await connection.execute(_INDEXES)).mappings():
                    log.info("index.progress", **row)
        except Exception as error:
            if not is_infrastructure(error):
                raise
