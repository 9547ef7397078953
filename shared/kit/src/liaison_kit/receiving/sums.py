"""Sums that the database keeps beside kept rows: by day, by month, and wherever another row is moved to."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    Delete,
    FromClause,
    Select,
    Table,
    case,
    cast,
    delete,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlalchemy.orm import DeclarativeBase


@dataclass(frozen=True)
class Along:
    """Rows that count where another row does, however often that one is moved, and whichever of them is told first.

    Each of them names the other in its column `name`; the other one names itself, there and in its column `itself`.
    `table` has a row for each that is named, with its `id`; in the columns `by` where it stands, null until it is told
    of; and in the column `of` what all rows add that go along with it. That row's lock is where both sides meet.
    """

    table: type[DeclarativeBase]
    name: str
    itself: str


@dataclass(frozen=True)
class Sums:
    """Where the numbers of kept rows are added up: named by a model's `__sums__`, and always equal to its rows.

    The column `of` of the rows holds whole numbers by name, as JSON; for each name and each value of the columns `by`,
    `table` holds their sum, in its columns `name` and `number`. A row whose `by` is null counts nowhere; a sum of zero
    is no row. `months` holds the same by months: the last of `by` is a day, and its column `month` that month's first.
    """

    table: type[DeclarativeBase]
    by: tuple[str, ...]
    of: str
    months: type[DeclarativeBase] | None = None
    along: Along | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """The columns of a row that say what it adds, and where."""
        return (*self.by, self.of, *((self.along.name, self.along.itself) if self.along else ()))


def summed(upsert: Insert, sums: Sums) -> Insert:
    """In one statement with `upsert` what its rows add to the sums, less what they added before.

    What was there before is what the row's lock has found, so that two consumers cannot both take it away.
    """
    changed = _with_what_was(upsert, sums.told).cte("changed")
    moved: FromClause = _moved(changed, sums).cte("moved")
    rows: Any = select(*_keys(moved, sums), moved.c.number)
    if sums.along:
        gone_along = _with_what_was(_meet(changed, moved, sums, sums.along), (*sums.by, sums.of)).cte("gone_along")
        alone = or_(moved.c[sums.along.name].is_(None), moved.c[sums.along.name] == moved.c[sums.along.itself])
        then = _moved(gone_along, Sums(sums.table, sums.by, sums.of)).subquery()
        rows = union_all(rows.where(alone), select(*_keys(then, sums), then.c.number))
    added = _total(rows.subquery(), sums.by).cte("added")
    statement = _add(sums.table, sums.by, select(added))
    if sums.months is None:
        return statement
    *others, day = sums.by
    month = cast(func.date_trunc("month", added.c[day]), Date).label("month")
    by_month = select(*(added.c[name] for name in others), month, added.c.name, added.c.number).subquery()
    by = (*others, "month")
    return statement.add_cte(_add(sums.months, by, _total(by_month, by)).cte("months"))


@cache
def empty(sums: Sums) -> Delete:
    """Takes away the rows that say nothing any more, so that the tables are those of somebody who never heard of it."""
    statement = delete(sums.table).where(table_of(sums.table).c.number == 0)
    if sums.months:
        statement = statement.add_cte(delete(sums.months).where(table_of(sums.months).c.number == 0).cte("months"))
    if sums.along:
        columns = table_of(sums.along.table).c
        nowhere = [columns[name].is_(None) for name in sums.by]
        gone = delete(sums.along.table).where(*nowhere, columns[sums.of] == literal_column("'{}'::jsonb"))
        statement = statement.add_cte(gone.cte("gone_along"))
    return statement


def table_of(model: type[DeclarativeBase]) -> Table:
    assert isinstance(model.__table__, Table)
    return model.__table__


def _with_what_was(statement: Insert, names: tuple[str, ...]) -> Any:
    """Returns each of these columns of a row as it was and as it is: `old_day`, `new_day`."""
    columns = statement.table.c
    return statement.returning(
        *(
            literal_column(f"{side}.{name}", columns[name].type).label(f"{side}_{name}")
            for side in ("old", "new")
            for name in dict.fromkeys(names)
        )
    )


def _moved(changed: CTE, sums: Sums) -> CompoundSelect[Any]:
    """What the rows add now and what they have added until now, the latter negative, by name."""

    def side(which: str, sign: int) -> Select[Any]:
        parts = func.jsonb_each_text(changed.c[f"{which}_{sums.of}"]).table_valued("key", "value").render_derived()
        others = [changed.c[f"{which}_{name}"].label(name) for name in sums.told if name != sums.of]
        number = (sign * parts.c.value.cast(BigInteger)).label("number")
        there = [changed.c[f"{which}_{name}"].is_not(None) for name in sums.by]
        query = select(*others, parts.c.key.label("name"), number).select_from(changed)
        return query.join(parts, true()).where(*there)

    return union_all(side("new", 1), side("old", -1))


def _meet(changed: CTE, moved: FromClause, sums: Sums, along: Along) -> Insert:
    """Writes to the rows that others go along with where they stand now, and what those others add."""
    named, itself = moved.c[along.name], moved.c[along.itself]
    number = func.sum(moved.c.number).cast(BigInteger)
    parts = select(named.label("id"), moved.c.name, number.label("number")).where(named != itself)
    of_others = parts.group_by(named, moved.c.name).having(number != 0).subquery()
    gathered = func.jsonb_object_agg(of_others.c.name, of_others.c.number).label(sums.of)
    adds = select(of_others.c.id, gathered).group_by(of_others.c.id).subquery()
    places = [changed.c[f"new_{name}"].label(name) for name in sums.by]
    own_id = changed.c[f"new_{along.name}"]
    stands = select(own_id.label("id"), *places).where(own_id == changed.c[f"new_{along.itself}"]).subquery()
    nothing = literal_column("'{}'::jsonb", JSONB())
    row_id = func.coalesce(adds.c.id, stands.c.id)
    both = adds.join(stands, adds.c.id == stands.c.id, full=True)
    # In the order of their ids, for the reason that _write of kept.py has.
    rows = (
        select(
            row_id.label("id"),
            *(stands.c[name] for name in sums.by),
            func.coalesce(adds.c[sums.of], nothing).label(sums.of),
        )
        .select_from(both)
        .order_by(row_id)
    )
    table = table_of(along.table)
    statement = insert(table).from_select(["id", *sums.by, sums.of], rows)
    new = statement.excluded
    changes: dict[str, Any] = {name: func.coalesce(new[name], table.c[name]) for name in sums.by}
    there = table.c[sums.of]
    changes[sums.of] = case((new[sums.of] == nothing, there), else_=_together(there, new[sums.of]))
    return statement.on_conflict_do_update(index_elements=["id"], set_=changes)


def _together(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """Two objects of numbers added up; what comes to zero is left out."""
    sides = []
    for each in (one, other):
        parts = func.jsonb_each_text(each).table_valued("key", "value").render_derived()
        sides.append(select(parts.c.key.label("name"), parts.c.value.cast(BigInteger).label("number")))
    both = _total(union_all(*sides).subquery(), ()).subquery()
    gathered = func.jsonb_object_agg(both.c.name, both.c.number)
    return select(func.coalesce(gathered, literal_column("'{}'::jsonb", JSONB()))).scalar_subquery()


def _keys(rows: FromClause, sums: Sums) -> list[ColumnElement[Any]]:
    return [rows.c[name] for name in (*sums.by, "name")]


def _total(rows: FromClause, by: tuple[str, ...]) -> Select[Any]:
    keys = [rows.c[name] for name in (*by, "name")]
    total = func.sum(rows.c.number).cast(BigInteger)
    return select(*keys, total.label("number")).group_by(*keys).having(total != 0)


def _add(model: type[DeclarativeBase], by: tuple[str, ...], rows: Select[Any]) -> Insert:
    table, names = table_of(model), [*by, "name"]
    # In one order for all, or two that add to the same sums would wait for each other for ever.
    in_order = rows.order_by(*(rows.selected_columns[name] for name in names))
    statement = insert(table).from_select([*names, "number"], in_order)
    number = table.c.number + statement.excluded.number
    return statement.on_conflict_do_update(index_elements=names, set_={"number": number})
