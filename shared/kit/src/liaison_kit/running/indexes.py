"""Indexes that are made or dropped while others write: beside every transaction, and begun again if cut off."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

_CREATE = re.compile(r"\s*create\s+(?:unique\s+)?index\s+concurrently\s+(?!if\b)(\w+)\s+on\s+(?:only\s+)?(\w+)", re.I)
_DROP = re.compile(r"\s*drop\s+index\s+concurrently\s+if\s+exists\s+\w+\s*$", re.I)
# A server whose client was killed goes on by itself, and would hold up whoever comes to begin again.
_SETTINGS = text("""
    select set_config(name, value, false) from (values
        ('statement_timeout', '0'), ('lock_timeout', '0'), ('transaction_timeout', '0'),
        ('client_connection_check_interval', '1s')
    ) as wanted (name, value) join pg_settings using (name)
""")
_VALID = text("select indisvalid from pg_index where indexrelid = to_regclass(:index)")


@contextmanager
def beside(engine: Engine) -> Iterator[Connection]:
    """A connection of its own, whose every statement is a transaction; nobody inherits its settings."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()
        connection.execute(_SETTINGS)
        yield connection


def change(engine: Engine, statement: str) -> None:
    """Makes or drops an index concurrently. One that a killed process has left unfinished is dropped and made anew."""
    made = _CREATE.match(statement)
    if not made and not _DROP.match(statement):
        raise ValueError(
            "concurrently() takes `create [unique] index concurrently name on table …` or"
            " `drop index concurrently if exists name`"
        )
    with beside(engine) as connection:
        if made:
            index, table = made.groups()
            if connection.scalar(_VALID, {"index": index}) is False:
                # The server may still be making it, for a process that is gone: then it is waited for.
                lock = f"do $$ begin lock table {table} in share update exclusive mode; end $$"
                connection.exec_driver_sql(lock)
            match connection.scalar(_VALID, {"index": index}):
                case True:
                    return
                case False:
                    connection.exec_driver_sql(f"drop index concurrently if exists {index}")
        connection.exec_driver_sql(statement)
