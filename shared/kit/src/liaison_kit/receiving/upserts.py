"""The statements that write kept rows: any number of them in one, with what they add to the sums."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    Executable,
    Select,
    Table,
    bindparam,
    column,
    delete,
    func,
    literal_column,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, distinct_on, insert
from sqlalchemy.orm import DeclarativeBase

Values = dict[str, Any]


@dataclass(frozen=True)
class Sums:
    """Where the numbers of kept rows are added up: named by a model's `__sums__`, and always equal to its rows.

    The column `of` of the rows holds whole numbers by name, as JSON; for each name and each value of the columns `by`,
    `table` holds their sum, in its columns `name` and `number`. A row whose `by` is null counts nowhere; a sum of zero
    is no row.
    """

    table: type[DeclarativeBase]
    by: tuple[str, ...]
    of: str


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
    return [*_kept(model, names, rows), text(f"truncate {heap.name}")]


def _kept(model: type[DeclarativeBase], names: tuple[str, ...], rows: Select[Any]) -> list[Executable]:
    sums: Sums | None = getattr(model, "__sums__", None)
    if sums is None:
        return [_upsert(model, names, rows)]
    return [_summed(model, names, sums, rows), delete(sums.table).where(table_of(sums.table).c.number == 0)]


def _upsert(model: type[DeclarativeBase], names: tuple[str, ...], rows: Select[Any]) -> Insert:
    """One statement for all of `rows`."""
    table = table_of(model)
    statement = insert(table).from_select(list(names), rows)
    changes = {name: statement.excluded[name] for name in names if name != "id"}
    newer = statement.excluded.version > table.c.version
    return statement.on_conflict_do_update(index_elements=["id"], set_=changes, where=newer)


def _summed(model: type[DeclarativeBase], names: tuple[str, ...], sums: Sums, rows: Select[Any]) -> Insert:
    """The same, and in one statement with it what the rows add to the sums, less what they added before.

    What was there before is what the row's lock has found, so that two consumers cannot both take it away.
    """
    told = [*sums.by, sums.of]
    types = {name: table_of(model).c[name].type for name in told}
    sides = [
        literal_column(f"{side}.{name}", types[name]).label(f"{side}_{name}")
        for side in ("old", "new")
        for name in told
    ]
    changed = _upsert(model, names, rows).returning(*sides).cte("changed")

    def moved(side: str, sign: int) -> Select[Any]:
        parts = func.jsonb_each_text(changed.c[f"{side}_{sums.of}"]).table_valued("key", "value").render_derived()
        by: list[ColumnElement[Any]] = [changed.c[f"{side}_{name}"].label(name) for name in sums.by]
        number = (sign * parts.c.value.cast(BigInteger)).label("number")
        there = [one.is_not(None) for one in by]
        return select(*by, parts.c.key.label("name"), number).select_from(changed).join(parts, true()).where(*there)

    both = union_all(moved("new", 1), moved("old", -1)).subquery()
    keys = [both.c[name] for name in (*sums.by, "name")]
    total = func.sum(both.c.number).cast(BigInteger)
    # In one order for all, as in _write.
    added = select(*keys, total).group_by(*keys).having(total != 0).order_by(*keys)
    table = table_of(sums.table)
    statement = insert(table).from_select([*sums.by, "name", "number"], added)
    number = table.c.number + statement.excluded.number
    return statement.on_conflict_do_update(index_elements=[*sums.by, "name"], set_={"number": number})


def table_of(model: type[DeclarativeBase]) -> Table:
    """Its table, and no join or subquery."""
    assert isinstance(model.__table__, Table)
    return model.__table__
