"""Rows kept of other services' states: in an inbox batch they are gathered, and written together before anything else.

A reaction keeps one row per fact; a round trip for each would be most of what a batch costs.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

from liaison_kit.receiving.sums import Sums, empty, summed, table_of

Values = dict[str, Any]


class GatheringSession(Session):
    """A session that can put kept rows off, and writes them before it reads or writes anything else.

    Every statement of a session goes through one of the overridden methods: `get`, `refresh` and queries execute, and
    a savepoint that begins flushes first.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._gathers = False
        self._savepoint: SessionTransaction | None = None
        self._rows: dict[tuple[type[DeclarativeBase], tuple[str, ...]], dict[Any, Values]] = {}

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Rows kept in the block are put off; whoever opens it flushes at its end, and what fails is forgotten.

        Only in the savepoint it begins in: a reaction's own savepoint may be rolled back alone.
        """
        self._gathers, self._savepoint = True, self.get_nested_transaction()
        try:
            yield
        finally:
            self._gathers = False
            self._rows.clear()

    def gathered(self, model: type[DeclarativeBase], values: Values) -> bool:
        """Whether the row could be put off."""
        if not self._gathers or self.get_nested_transaction() is not self._savepoint:
            return False
        names = tuple(values)
        rows = self._rows.get((model, names))
        if rows is None:
            if any(other is model for other, _ in self._rows):
                return False
            rows = self._rows[model, names] = {}
        known = rows.get(values["id"])
        if known is None or values["version"] > known["version"]:
            rows[values["id"]] = values
        return True

    def keep(self, model: type[DeclarativeBase], values: Values) -> None:
        """Writes a row at once, unless a newer version is there."""
        self._write_gathered()
        self._write(model, [values])

    def execute(self, *args: Any, **options: Any) -> Any:
        self._write_gathered()
        return super().execute(*args, **options)

    def scalar(self, *args: Any, **options: Any) -> Any:
        self._write_gathered()
        return super().scalar(*args, **options)

    def scalars(self, *args: Any, **options: Any) -> Any:
        self._write_gathered()
        return super().scalars(*args, **options)

    def connection(self, *args: Any, **options: Any) -> Any:
        self._write_gathered()
        return super().connection(*args, **options)

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        self._write_gathered()
        super().flush(objects)

    def _write_gathered(self) -> None:
        while self._rows:
            (model, _), rows = self._rows.popitem()
            self._write(model, list(rows.values()))

    def _write(self, model: type[DeclarativeBase], rows: list[Values]) -> None:
        names = tuple(rows[0])
        # In the order of their ids, as two consumers that lock the same rows in another order would wait for ever.
        rows.sort(key=lambda values: str(values["id"]))
        arrays = {f"{name}_": [values[name] for values in rows] for name in names}
        sums: Sums | None = getattr(model, "__sums__", None)
        if sums is None:
            super().execute(_upsert(model, names), arrays)
        else:
            super().execute(_summed(model, names, sums), arrays)
            super().execute(empty(sums))


def of(session: AsyncSession) -> GatheringSession:
    """The session behind one of `Database.transaction`."""
    return cast("GatheringSession", session.sync_session)


def gathering(session: AsyncSession) -> AbstractContextManager[None]:
    """See `GatheringSession.gathering`."""
    return of(session).gathering()


@cache
def _upsert(model: type[DeclarativeBase], names: tuple[str, ...]) -> Insert:
    """One statement for any number of rows; each column comes as an array."""
    table = table_of(model)
    arrays = [bindparam(f"{name}_", type_=ARRAY(table.c[name].type, dimensions=1)) for name in names]
    columns = (column(name, table.c[name].type) for name in names)
    rows = func.unnest(*arrays).table_valued(*columns).render_derived()
    statement = insert(table).from_select(list(names), select(*(rows.c[name] for name in names)))
    changes = {name: statement.excluded[name] for name in names if name != "id"}
    newer = statement.excluded.version > table.c.version
    return statement.on_conflict_do_update(index_elements=["id"], set_=changes, where=newer)


@cache
def _summed(model: type[DeclarativeBase], names: tuple[str, ...], sums: Sums) -> Insert:
    return summed(_upsert(model, names), sums)
