"""Rows kept of other services' states: in an inbox batch they are gathered, and written together before anything else.

A reaction keeps one row per fact; a round trip for each would be most of what a batch costs.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import asyncpg
from sqlalchemy import Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

from liaison_kit.receiving.sums import table_of
from liaison_kit.receiving.upserts import Values, merging, records, staged_name, writing


@dataclass
class Stage:
    """Heaps beside the tables of a replay, for rows that need not be in their tables yet; see staged.py.

    Of a model all rows in its heap have the same columns. A reaction that reads has them merged, and after that gains
    nothing by more of them.
    """

    tables: Collection[Table]
    models: dict[type[DeclarativeBase], tuple[str, ...]] = field(default_factory=dict)
    is_read: bool = False

    def takes(self, model: type[DeclarativeBase], names: tuple[str, ...]) -> bool:
        if self.is_read or model.__table__ not in self.tables:
            return False
        return self.models.setdefault(model, names) == names


STAGED = "staged"
"""Under what a session's `info` has the stage, if there is one."""


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
        self._write_gathered(asked=False)
        super().flush(objects)

    def unstage(self, model: type[DeclarativeBase], names: tuple[str, ...]) -> None:
        """Brings what was staged into its table."""
        for statement in merging(model, names):
            super().connection().execute(statement)

    def _write_gathered(self, asked: bool = True) -> None:
        """`asked`: the session is about to be asked something, whose answer may depend on what was kept."""
        stage: Stage | None = self.info.get(STAGED) if self._gathers else None
        while self._rows:
            (model, names), rows = self._rows.popitem()
            if stage is not None and stage.takes(model, names):
                self._stage(model, list(rows.values()))
                continue
            if stage is not None and model in stage.models:
                self.unstage(model, stage.models[model])
            self._write(model, list(rows.values()))
        if stage is not None and asked:
            stage.is_read = True
            for model, names in stage.models.items():
                self.unstage(model, names)

    def _stage(self, model: type[DeclarativeBase], rows: list[Values]) -> None:
        connection, table, names = super().connection(), table_of(model), list(rows[0])
        copied = records(table, connection.dialect, rows)
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.run_async(lambda one: one.copy_records_to_table(staged_name(table), records=copied, columns=names))
        except asyncpg.IntegrityConstraintViolationError as error:
            raise IntegrityError(None, None, error) from error

    def _write(self, model: type[DeclarativeBase], rows: list[Values]) -> None:
        names = tuple(rows[0])
        # In the order of their ids, as two consumers that lock the same rows in another order would wait for ever.
        rows.sort(key=lambda values: str(values["id"]))
        arrays = {f"{name}_": [values[name] for values in rows] for name in names}
        statement, *then = writing(model, names)
        super().execute(statement, arrays)
        for one in then:
            super().execute(one)


def of(session: AsyncSession) -> GatheringSession:
    """The session behind one of `Database.transaction`."""
    return cast("GatheringSession", session.sync_session)


def gathering(session: AsyncSession) -> AbstractContextManager[None]:
    """See `GatheringSession.gathering`."""
    return of(session).gathering()
