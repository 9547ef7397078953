"""What is in a database: its tables, sequences, foreign keys and triggers, without those of extensions."""

from dataclasses import dataclass
from typing import Any

from liaison_kit.running.restored import MARK

NOT_COPIED = ("kit_version", "schema_version", MARK)
"""What the migrations write, and what stands for a restore that is under way."""

_OURS = """
    {place} = current_schema()::regnamespace and not exists (
        select from pg_depend where classid = '{catalog}'::regclass and objid = {catalog}.oid and deptype = 'e')
"""
_TABLES = f"""
    select relname as name, pg_total_relation_size(oid) as bytes, array(
        select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
    ) as columns
    from pg_class where relkind in ('r', 'p') and not relispartition and relname <> all($1)
        and {_OURS.format(place="relnamespace", catalog="pg_class")} order by relname
"""  # noqa: S608 - our own words
# A table takes its sequences, indexes and triggers with it; a partition goes with its table.
_DROPS = f"""
    select format('drop table if exists %I cascade', relname) from pg_class
    where relkind in ('r', 'p') and not relispartition and relname <> all($1)
        and {_OURS.format(place="relnamespace", catalog="pg_class")}
    union all select format('drop view if exists %I cascade', relname) from pg_class
    where relkind = 'v' and {_OURS.format(place="relnamespace", catalog="pg_class")}
    union all select format('drop sequence if exists %I cascade', relname) from pg_class
    where relkind = 'S' and {_OURS.format(place="relnamespace", catalog="pg_class")}
    union all select format('drop routine if exists %s cascade', oid::regprocedure) from pg_proc
    where {_OURS.format(place="pronamespace", catalog="pg_proc")}
    union all select format('drop type if exists %I cascade', typname) from pg_type
    where typtype in ('e', 'd') and {_OURS.format(place="typnamespace", catalog="pg_type")}
"""  # noqa: S608 - our own words
_SEQUENCES = "select sequencename::text as name, last_value from pg_sequences where schemaname = current_schema()"
_FOREIGN_KEYS = """
    select conrelid::regclass::text as of, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and conparentid = 0 and connamespace = current_schema()::regnamespace
"""
_TRIGGERS = """
    select tgrelid::regclass::text as of, quote_ident(tgname) as name, tgenabled::text as enabled
    from pg_trigger join pg_class on pg_class.oid = tgrelid
    where not tgisinternal and tgparentid = 0 and tgenabled <> 'D' and relnamespace = current_schema()::regnamespace
"""
_ENABLING = {"O": "enable", "A": "enable always", "R": "enable replica"}


@dataclass(frozen=True)
class Found:
    """A table and the columns that it is copied by: those that PostgreSQL computes are left out."""

    name: str
    columns: list[str]
    bytes: int


async def tables(connection: Any) -> list[Found]:
    rows = await connection.fetch(_TABLES, list(NOT_COPIED))
    return [Found(row["name"], list(row["columns"]), row["bytes"]) for row in rows]


async def sequences(connection: Any) -> dict[str, int | None]:
    """By name, the value given last; None before the first."""
    return {row["name"]: row["last_value"] for row in await connection.fetch(_SEQUENCES)}


async def drop_all(connection: Any) -> None:
    """All of ours but the mark of the restore; extensions stay, which only a superuser may be able to make."""
    await connection.execute("drop schema if exists replay cascade")
    for row in await connection.fetch(_DROPS, [MARK]):
        await connection.execute(row[0])


class Unguarded:
    """Rows can be written in any order and as they were; at the end every foreign key is checked anew."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def __aenter__(self) -> None:
        self._keys = await self._connection.fetch(_FOREIGN_KEYS)
        self._triggers = await self._connection.fetch(_TRIGGERS)
        for one in self._keys:
            await self._connection.execute(f"alter table {one['of']} drop constraint {one['name']}")
        for one in self._triggers:
            await self._connection.execute(f"alter table {one['of']} disable trigger {one['name']}")

    async def __aexit__(self, kind: object, *_: object) -> None:
        if kind:
            return  # the transaction is over, and all of it with it
        for one in self._triggers:
            await self._connection.execute(f"alter table {one['of']} {_ENABLING[one['enabled']]} trigger {one['name']}")
        for one in self._keys:
            await self._connection.execute(f"alter table {one['of']} add constraint {one['name']} {one['definition']}")


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
