"""Loading: while a replay fills empty tables, kept rows are copied beside them, and come into them all at once.

Else each batch would write its rows where they belong, into every index, and move their sums. Nobody reads the tables
that a replay makes, so all of that is done once, in the order of the ids, when every row is there.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import chain

import structlog
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import DeclarativeBase

from liaison_kit.database import Database
from liaison_kit.receiving import kept
from liaison_kit.receiving.sums import table_of
from liaison_kit.receiving.upserts import staged_name

log = structlog.get_logger()

AT_ONCE = 2
"""Tables that are merged at the same time, each by one core of the database's machine."""
_OTHER_RULES = text("""
    select 1 from pg_constraint where conrelid = cast(:table as regclass) and contype in ('f', 'u', 'x')
    union all select 1 from pg_index where indrelid = cast(:table as regclass) and indisunique and not indisprimary
""")
"""What a row may break only together with other rows: it has to be told when it comes."""
_INDEXES = text("""
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where indrelid = cast(:table as regclass) and not indisunique
""")
_STAGED = """
    create unlogged table {staged} (like {table} including defaults including constraints)
    with (autovacuum_enabled = off)
"""


@asynccontextmanager
async def staging(database: Database, tables: Sequence[Table]) -> AsyncIterator[None]:
    """In the block, rows of `tables` that reactions keep are staged; behind it they are in their tables.

    If it fails, the tables are left half made.
    """
    async with database.engine.begin() as connection:
        staged = [table for table in tables if not await connection.scalar(_OTHER_RULES, {"table": table.name})]
        indexes = {table: await _without_indexes(connection, table) for table in tables}
        for table in staged:
            statement = _STAGED.format(table=table.name, staged=staged_name(table))
            await connection.execute(text(statement))
    database.info[kept.STAGED] = stage = kept.Stage(staged)
    yield
    del database.info[kept.STAGED]
    log.info("replay.merging", tables=len(stage.models))
    turns = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as merging:
        for model, names in stage.models.items():
            merging.create_task(_merge(turns, database, model, names, indexes.pop(table_of(model))))
    async with database.engine.begin() as connection:
        for index in chain(*indexes.values()):
            await connection.execute(text(index))
    log.info("replay.merged", tables=len(stage.models))


async def _merge(
    turns: asyncio.Semaphore,
    database: Database,
    model: type[DeclarativeBase],
    names: tuple[str, ...],
    indexes: Sequence[str],
) -> None:
    async with turns, database.transaction() as session:
        await session.run_sync(lambda _: kept.of(session).unstage(model, names))
        for index in indexes:
            await session.execute(text(index))


async def _without_indexes(connection: AsyncConnection, table: Table) -> list[str]:
    """Takes those away that nothing needs while the table is filled; how each is made again."""
    found = (await connection.execute(_INDEXES, {"table": table.name})).all()
    for index in found:
        await connection.execute(text(f"drop index {index.name}"))
    return [index.definition for index in found]
