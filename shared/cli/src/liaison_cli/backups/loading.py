"""Files into a database: emptied, made by the migrations as it was at the backup, and filled; all or nothing."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from liaison_kit import migrations
from liaison_kit.database import Database
from liaison_kit.running.restored import MARK
from rich.progress import Progress, TaskID

from liaison_cli.backups.manifest import BLOCK, DatabaseContent, Table
from liaison_cli.backups.network import Network, migrations_of
from liaison_cli.backups.tables import NOT_COPIED, Unguarded, drop_all, quoted, tables
from liaison_cli.trouble import Trouble


async def mark(connection: Any) -> None:
    """From here on no process of the service works on this database, until the restore has come to its end."""
    await connection.execute(f"create table if not exists {MARK} ()")


async def load(network: Network, service: str, content: DatabaseContent, folder: Path, progress: Progress) -> None:
    """After an interruption it is simply begun again."""
    task = progress.add_task(service, total=sum(table.bytes for table in content.tables))
    async with network.database(service) as connection:
        async with connection.transaction():
            await drop_all(connection)
        await _migrate(network, service, content)
        async with connection.transaction(), Unguarded(connection):
            await _fill(connection, content, folder, progress, task)
        await connection.execute("analyze")


async def _migrate(network: Network, service: str, content: DatabaseContent) -> None:
    database = Database(network.database_url(service))
    try:
        await migrations.migrate_to(database, migrations_of(service), content.kit_version, content.schema_version)
    except Exception as error:
        raise Trouble(
            f"The tables of {service} could not be made as they were at the backup (revisions {content.kit_version} "
            f"and {content.schema_version}): is this an older release than the one that made it? {error}"
        ) from error
    finally:
        await database.close()


async def _fill(connection: Any, content: DatabaseContent, folder: Path, progress: Progress, task: TaskID) -> None:
    there = {table.name: table for table in await tables(connection)}
    if wrong := {table.name for table in content.tables} ^ there.keys():
        raise Trouble(f"The backup and its schema do not have the same tables: {', '.join(sorted(wrong))}.")
    # Migrations write rows, too, such as which status may follow which.
    await connection.execute(f"truncate {', '.join(quoted(name) for name in there if name not in NOT_COPIED)} cascade")
    for table in content.tables:
        copied = await connection.copy_to_table(table.name, source=_blocks(folder, table), columns=table.columns)
        if int(copied.split()[-1]) != table.rows:
            raise Trouble(f"{table.file}: {copied.split()[-1]} rows were taken, not {table.rows}.")
        progress.update(task, advance=table.bytes)
    for name, value in content.sequences.items():
        if value is not None:
            await connection.execute("select setval($1::text::regclass, $2)", quoted(name), value)


async def _blocks(folder: Path, table: Table) -> AsyncIterator[bytes]:
    with gzip.open(folder / table.file) as stream:
        while block := stream.read(BLOCK):
            yield block
