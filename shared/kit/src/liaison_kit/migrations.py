"""Migrations: the kit's tables and the service's own, brought to their newest form while others read and write them.

Each is a transaction that takes the lock, finds the version that is there by then, runs, and notes the new one: whoever
is killed leaves whole migrations behind, and whoever comes next goes on with the interrupted one. A lock that lives in
a transaction holds behind a pooler, too. What PostgreSQL does in no transaction (`concurrently`), and what would hold
its locks for too long in one (`backfill`), happens beside it, and can be begun again at any moment.
"""

import re
import time
from pathlib import Path

import structlog
from alembic import op
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from liaison_kit.database import Database
from liaison_kit.running import backfilling, contractions, indexes
from liaison_kit.running.patience import Patience, telling

log = structlog.get_logger()

KIT = Path(__file__).parent / "migrations_of_the_kit"
VERSION_TABLES = ("kit_version", "schema_version")
LOCK = 7_237_101
WAITING_SECONDS = 0.5
"""So long may one migration wait for locks, all its statements together: behind whoever waits every writer waits."""
_BY_ITSELF, _TOGETHER = "by itself", "with others"
_HOLDS = {"55P03", "40P01"}
"""SQLSTATE lock_not_available and deadlock_detected."""

# Tried and not waited for: a statement that waits keeps a snapshot, which an index made beside would wait for in turn.
_TRY = text(f"select pg_try_advisory_xact_lock({LOCK})")
_LASTING = text("""
    select set_config(name, '0', true) from pg_settings
    where name in ('idle_in_transaction_session_timeout', 'transaction_timeout', 'statement_timeout')
""")


def scripts_of(folder: Path) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


async def migrate(database: Database, folder: Path) -> None:
    """Upgrades to head; several processes may do so at once, and any may be killed. A newer schema is left as it is.

    Blocked if somebody holds a lock for minutes, ProgramTooOld if the schema has lost what this program uses.
    """
    async with telling(database):
        for version_table, home in zip(VERSION_TABLES, (KIT, folder), strict=True):
            scripts = scripts_of(home)
            while await _one_more(database, scripts, version_table):
                pass
    await contractions.refuse_if_too_old(database)


async def _one_more(database: Database, scripts: ScriptDirectory, version_table: str, last: str | None = None) -> bool:
    """Runs the migration that comes next, however often it has to begin anew; returns whether there was one.

    None comes after the `last` that is wanted.
    """
    patience = Patience(database)
    while True:
        try:
            async with database.engine.begin() as connection:
                if await connection.scalar(_TRY):
                    await connection.execute(_LASTING)
                    return await connection.run_sync(_upgrade, scripts, version_table, last)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _HOLDS:
                raise
        await patience.wait()


def _upgrade(connection: Connection, scripts: ScriptDirectory, version_table: str, last: str | None) -> bool:
    coming = _coming(connection, scripts, version_table)
    if not coming or (last and coming[0].down_revision == scripts.get_revision(last).revision):
        return False
    began, script = time.monotonic(), coming[0]
    wanted = script.revision
    environment = EnvironmentContext(Config(), scripts, fn=lambda revision, _: scripts._upgrade_revs(wanted, revision))
    environment.configure(connection=connection, version_table=version_table)
    environment.run_migrations()
    contractions.note(connection, version_table, script)
    log.info("migration.applied", migration=Path(script.path).stem, seconds=round(time.monotonic() - began, 1))
    return True


def _coming(connection: Connection, scripts: ScriptDirectory, version_table: str) -> list[Script]:
    """What this program has and the database has not, in order; nothing if the database is newer."""
    found, known = _version(connection, version_table), revisions(scripts)
    if found is None:
        return list(known.values())
    return list(known.values())[list(known).index(found) + 1 :] if found in known else []


def _version(connection: Connection, version_table: str) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": version_table}).get_current_revision()


def revisions(scripts: ScriptDirectory) -> dict[str, Script]:
    """All that this program has, in order."""
    return {script.revision: script for script in [*scripts.walk_revisions()][::-1]}


async def versions(database: Database) -> dict[str, str | None]:
    """How new each of the two schemas is; None where it has no tables yet."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(lambda sync: {table: _version(sync, table) for table in VERSION_TABLES})


async def coming(database: Database, folder: Path) -> dict[str, list[str]]:
    """For each of the two schemas that is older than this program, the names of the migrations that it lacks."""

    def look(connection: Connection) -> dict[str, list[str]]:
        homes = zip(VERSION_TABLES, (KIT, folder), strict=True)
        lacking = {table: _coming(connection, scripts_of(home), table) for table, home in homes}
        return {table: [Path(one.path).stem for one in scripts] for table, scripts in lacking.items() if scripts}

    async with database.engine.connect() as connection:
        return await connection.run_sync(look)


async def migrate_to(database: Database, folder: Path, kit: str, service: str) -> None:
    """Makes the tables as they were at these two revisions, in a database that has none: what a backup fits into."""
    for version_table, home, last in zip(VERSION_TABLES, (KIT, folder), (kit, service), strict=True):
        scripts = scripts_of(home)
        while await _one_more(database, scripts, version_table, last):
            pass


async def pending(database: Database, folder: Path) -> list[str]:
    """Which of the two schemas, kit and service, are older than this program; a newer one is as good as its own."""
    return list(await coming(database, folder))


_STATEMENT = re.compile(r"(?:\$\$.*?\$\$|(?!;\n).)+", re.DOTALL)


def run(script: str) -> None:
    """Runs the statements of a migration, each ended by `;` at the end of a line; a function's body stands in `$$`."""
    _told(_TOGETHER)
    context = op.get_context()
    for statement in _STATEMENT.findall(script.strip()):
        if statement.strip():
            if not context.as_sql:
                until = context.opts.setdefault("waits_until", time.monotonic() + WAITING_SECONDS)
                left = max(10, int(1000 * (until - time.monotonic())))
                op.execute(text(f"set local lock_timeout = {left}"))
            op.execute(text(statement.strip().removesuffix(";")))


def concurrently(statement: str) -> None:
    """`create index concurrently …` or `drop index concurrently …`, by itself in its migration; nobody waits for it."""
    _told(_BY_ITSELF)
    context = op.get_context()
    if context.as_sql:
        op.execute(text(statement.strip().removesuffix(";")))
    else:
        indexes.change(_engine_beside(context), statement.strip().removesuffix(";"))


def backfill(table: str, change: str, *, where: str, rows: int = 1000) -> None:
    """`update table set change where …`, by itself in its migration: `rows` at a time, each a transaction of its own.

    `where` says which rows are still to be changed, and is false for one that was: so it goes on where it was killed.
    """
    _told(_BY_ITSELF)
    context = op.get_context()
    if not context.as_sql:
        backfilling.fill(_engine_beside(context), table, change, where, rows)


def _engine_beside(context: MigrationContext) -> Engine:
    """For connections beside the migration's, which must not keep a snapshot meanwhile: an index would wait for it.

    A query's stays with its portal until the next statement; one that sets something has none.
    """
    op.execute(text("set local lock_timeout = 0"))
    assert context.connection is not None
    return context.connection.engine


class NotByItself(Exception):
    """A migration says more than its one `concurrently` or `backfill`."""


def _told(how: str) -> None:
    """What happens beside the transaction could not be taken back with what happens in it."""
    told = op.get_context().opts.setdefault("told", [])
    told.append(how)
    if _BY_ITSELF in told and len(told) > 1:
        raise NotByItself("concurrently() and backfill() stand by themselves: what comes besides is another migration")
