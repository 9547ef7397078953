"""The rebuilt tables: made in a schema beside the live ones, compared with them, and put in their place."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import MetaData, Table, Text, TextClause, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import DeclarativeBase

from liaison_kit import migrations
from liaison_kit.database import Database
from liaison_kit.receiving.staged import staging
from liaison_kit.receiving.sums import table_of
from liaison_kit.tables import HeardRow, InboxRow, ParkedRow, ProgressRow

SCHEMA = "replay"
CONNECTION = {
    "search_path": SCHEMA,
    # Nothing counts before the switch, and the switch itself waits for the disk: everything before it is there as well.
    "synchronous_commit": "off",
    # What is merged and indexed at the end is sorted once, by one connection.
    "work_mem": "256MB",
    "maintenance_work_mem": "256MB",
}
KIT: tuple[type[DeclarativeBase], ...] = (InboxRow, HeardRow, ParkedRow, ProgressRow)
READERS_SECONDS = 2
"""How long the switch waits for those who read the live tables, and others for the switch."""

_DROPPED_BEFORE = """
    insert into {rebuilt}.parked (topic, partition, "offset", key, value, headers, reason, parked_at, attempts,
        dropped_at, dropped_because)
    select topic, partition, "offset", key, value, headers, reason, parked_at, attempts, dropped_at, dropped_because
    from {live}.parked where dropped_at is not null
    on conflict do nothing returning topic, partition, "offset", value
"""
_NEVER_APPLIED = """
    insert into {rebuilt}.inbox select * from {live}.inbox where fact_id = any(cast(:ids as uuid[]))
"""
_PARKED_BEFORE = """
    update {rebuilt}.parked set parked_at = old.parked_at, attempts = old.attempts,
        dropped_at = old.dropped_at, dropped_because = old.dropped_because
    from {live}.parked old
    where (parked.topic, parked.partition, parked."offset") = (old.topic, old.partition, old."offset")
"""
_NOTED = """
    insert into {rebuilt}."{table}" select * from {live}."{table}" where version = 0 on conflict do nothing
"""
_FREED = """
    update {rebuilt}.parked set try_again_at = now() where id in (
        select min(id) from {rebuilt}.parked where dropped_at is null
        and key in (select key from {rebuilt}.parked where dropped_at is not null) group by key
    )
"""

Place = tuple[str, int, int]
"""Topic, partition and offset of a record."""


class NotOnlyProjections(Exception):
    """The reactions do more than fill projections."""


@dataclass(frozen=True)
class Comparison:
    """One table, live and rebuilt: how many rows, and a hash over all of them whatever their order."""

    table: str
    live: tuple[int, int]
    rebuilt: tuple[int, int]

    @property
    def same(self) -> bool:
        return self.live == self.rebuilt


class Rebuilt:
    """The tables of `projections`, and the kit's own that tell what was applied to them."""

    def __init__(self, live: Database, database: Database, projections: Sequence[type[DeclarativeBase]]) -> None:
        self.database = database
        self._live = live
        self._schema = ""
        self._projections = [table_of(model) for model in projections]
        # Not looked for in the others: there may be millions, while everybody waits.
        self._noted = [table_of(model).name for model in projections if getattr(model, "__noted__", False)]
        self._tables = [table.name for table in (*self._projections, *map(table_of, KIT))]

    @asynccontextmanager
    async def made(self, folder: Path) -> AsyncIterator[set[Place]]:
        """Empty tables by the migrations, which are gone after the block unless they took the live ones' place.

        Gives the records that staff have dropped: they stay dropped.
        """
        await self._remove()
        try:
            # Inside: who is interrupted while this commits leaves it behind otherwise.
            async with self._live.engine.begin() as connection:
                self._schema = await connection.scalar(text("select current_schema()"))
                await connection.execute(text(f"create schema {SCHEMA}"))
            await migrations.migrate(self.database, folder)
            yield await self._dropped()
        finally:
            await self._remove()

    def loading(self) -> AbstractAsyncContextManager[None]:
        """See `staging`."""
        return staging(self.database, self._projections)

    async def analyse(self) -> None:
        """So that the first queries after the switch are planned by what is there."""
        async with self.database.engine.begin() as connection:
            for table in self._tables:
                await connection.execute(text(f"analyze {table}"))

    async def compare(self, connection: AsyncConnection) -> list[Comparison]:
        """Each projection, live and rebuilt, as this connection to the live tables sees them."""
        await self._take_over_noted(connection)
        return [
            Comparison(table.name, await _hash(connection, table, self._schema), await _hash(connection, table, SCHEMA))
            for table in self._projections
        ]

    async def switch(self, connection: AsyncConnection) -> None:
        """Puts the rebuilt tables in the place of the live ones when the connection's transaction commits.

        Nobody may be applying facts. Whoever reads is waited for, READERS_SECONDS at most. NotOnlyProjections if a
        reaction has published.
        """
        if await connection.scalar(text(f"select exists (select from {SCHEMA}.outbox)")):  # noqa: S608 - a constant
            raise NotOnlyProjections("A reaction publishes: a replay would tell everybody the same again.")
        await connection.execute(text(f"set local lock_timeout = '{READERS_SECONDS}s'"))
        live = ", ".join(f'"{self._schema}"."{table}"' for table in self._tables)
        await connection.execute(text(f"lock table {live} in access exclusive mode"))
        await self._take_over_noted(connection)
        for statement in (_DROPPED_BEFORE, _PARKED_BEFORE, _FREED):
            await connection.execute(self._sql(statement))
        await connection.execute(text(f"drop table {live}"))
        for table in self._tables:
            await connection.execute(text(f'alter table {SCHEMA}."{table}" set schema "{self._schema}"'))

    async def _take_over_noted(self, connection: AsyncConnection) -> None:
        """What commands have noted with version 0: their own facts, which have not come back yet."""
        for table in self._noted:
            await connection.execute(self._sql(_NOTED, table=table))

    async def _dropped(self) -> set[Place]:
        async with self._live.engine.begin() as connection:
            rows = (await connection.execute(self._sql(_DROPPED_BEFORE))).all()
            ids = [fact_id for row in rows if (fact_id := _fact_id(row.value))]
            # The record may have come twice: the second one is not to be applied either.
            await connection.execute(self._sql(_NEVER_APPLIED), {"ids": ids})
        return {(row.topic, row.partition, row.offset) for row in rows}

    async def _remove(self) -> None:
        async with self._live.engine.begin() as connection:
            await connection.execute(text(f"drop schema if exists {SCHEMA} cascade"))

    def _sql(self, statement: str, **names: str) -> TextClause:
        return text(statement.format(rebuilt=SCHEMA, live=f'"{self._schema}"', **names))


def _fact_id(value: bytes | None) -> UUID | None:
    try:
        return UUID(json.loads(value or b"")["id"])
    except (ValueError, TypeError, KeyError):
        return None


async def _hash(connection: AsyncConnection, table: Table, schema: str) -> tuple[int, int]:
    there = table.to_metadata(MetaData(), schema=schema)
    row = cast(func.row(*there.c), Text)
    found = await connection.execute(select(func.count(), func.sum(func.hashtextextended(row, 0))).select_from(there))
    count, total = found.one()
    return int(count), int(total or 0)
