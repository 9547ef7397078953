"""The statements that write kept rows: any number of them in one, with what they add to the sums."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import (
    ColumnElement,
    Dialect,
    Executable,
    Select,
    Table,
    bindparam,
    column,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, distinct_on, insert
from sqlalchemy.orm import DeclarativeBase

from liaison_kit.receiving.sums import Sums, empty, summed, table_of

Values = dict[str, Any]


def staged_name(table: Table) -> str:
    """Of the heap beside it, while a replay fills it; see staged.py."""
    return f"staged_{table.name}"


def records(table: Table, dialect: Dialect, rows: Sequence[Values]) -> Iterator[list[Any]]:
    """Rows of the same columns, as asyncpg copies them."""
    written = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in rows[0]}
    return ([write(row[name]) if write else row[name] for name, write in written.items()] for row in rows)


@cache
def writing(model: type[DeclarativeBase], names: tuple[str, ...]) -> list[Executable]:
    """For any number of rows with these columns, each of which comes as an array: `name_`."""
    table = table_of(model)
    arrays = [bindparam(f"{name}_", type_=ARRAY(table.c[name].type, dimensions=1)) for name in names]
    columns = (column(name, table.c[name].type) for name in names)
    rows = func.unnest(*arrays).table_valued(*columns).render_derived()
    return _kept(model, names, select(*(rows.c[name] for name in names)))


@cache
def merging(model: type[DeclarativeBase], names: tuple[str, ...]) -> list[Executable]:
    """For the staged rows, as if each had been written when it came: of the same version the first one stays."""
    table = table_of(model)
    heap = sqlalchemy.table(staged_name(table), *(column(name, table.c[name].type) for name in names))
    order: list[ColumnElement[Any]] = [heap.c.id, heap.c.version.desc(), literal_column("ctid")]
    rows = select(*heap.c).ext(distinct_on(heap.c.id)).order_by(*order)
    # Rows that another lane has copied and not committed are waited for: else they would be cut off unseen.
    lock = text(f"lock table {heap.name} in exclusive mode")
    return [lock, *_kept(model, names, rows), text(f"truncate {heap.name}")]


def _kept(model: type[DeclarativeBase], names: tuple[str, ...], rows: Select[Any]) -> list[Executable]:
    sums: Sums | None = getattr(model, "__sums__", None)
    upsert = _upsert(model, names, rows)
    return [upsert] if sums is None else [summed(upsert, sums), empty(sums)]


def _upsert(model: type[DeclarativeBase], names: tuple[str, ...], rows: Select[Any]) -> Insert:
    """One statement for all of `rows`."""
    table = table_of(model)
    statement = insert(table).from_select(list(names), rows)
    changes = {name: statement.excluded[name] for name in names if name != "id"}
    newer = statement.excluded.version > table.c.version
    return statement.on_conflict_do_update(index_elements=["id"], set_=changes, where=newer)
