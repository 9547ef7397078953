"""Migrations: the kit's tables and the service's own, brought to their newest form under a lock."""

import re
from pathlib import Path

from alembic import op
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from liaison_kit.database import Database

KIT = Path(__file__).parent / "migrations_of_the_kit"
LOCK = 7_237_101


def _scripts(folder: Path) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def _upgrade(connection: Connection, folder: Path, version_table: str) -> None:
    scripts = _scripts(folder)
    environment = EnvironmentContext(Config(), scripts, fn=lambda revision, _: scripts._upgrade_revs("head", revision))
    environment.configure(connection=connection, version_table=version_table, transaction_per_migration=False)
    environment.run_migrations()


async def migrate(database: Database, folder: Path) -> None:
    """Upgrades to head in one transaction; a second process that migrates waits for the first."""
    async with database.engine.begin() as connection:
        await connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await connection.run_sync(_upgrade, KIT, "kit_version")
        await connection.run_sync(_upgrade, folder, "schema_version")


async def pending(database: Database, folder: Path) -> list[str]:
    """Which of the two schemas, kit and service, are older than this program; a newer one is as good as its own."""

    def behind(connection: Connection) -> list[str]:
        wanted = {"kit_version": _scripts(KIT), "schema_version": _scripts(folder)}
        older: list[str] = []
        for table, scripts in wanted.items():
            found = MigrationContext.configure(connection, opts={"version_table": table}).get_current_revision()
            passed = {script.revision for script in scripts.walk_revisions()} - {scripts.get_current_head()}
            older += [table] if found is None or found in passed else []
        return older

    async with database.engine.connect() as connection:
        return await connection.run_sync(behind)


_STATEMENT = re.compile(r"(?:\$\$.*?\$\$|(?!;\n).)+", re.DOTALL)


def run(script: str) -> None:
    """Runs the statements of a migration, each ended by `;` at the end of a line; a function's body stands in `$$`."""
    for statement in _STATEMENT.findall(script.strip()):
        if statement.strip():
            op.execute(text(statement.strip().removesuffix(";")))
