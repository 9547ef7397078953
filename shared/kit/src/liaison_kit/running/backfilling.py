"""Backfills: rows that are there already get what a new column wants, a few at a time, beside those who write them."""

import asyncio
import time
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, Row, text
from sqlalchemy.util import await_only

from liaison_kit.running.indexes import beside
from liaison_kit.sending.headway import Headway

log = structlog.get_logger()

SHARE = 0.5
"""Of the time it works: the rest is for those who write."""
LOCKED_SECONDS = 1.0
_KEY = text("""
    select quote_ident(attname) from pg_index
    join pg_attribute on attrelid = indrelid and attnum = any(indkey)
    where indrelid = cast(:table as regclass) and indisprimary order by array_position(indkey::int2[], attnum)
""")


class Endless(Exception):
    """A backfill's `where` still wants rows that it has changed."""


def fill(engine: Engine, table: str, change: str, where: str, rows: int) -> None:
    """Changes each row that `where` wants, in the order of the primary key.

    Rows that others hold are left for another round, so that nobody waits for longer than a batch takes. What the
    release before goes on writing meanwhile is as that release writes it.
    """
    with beside(engine) as connection:
        # What a crash of the server takes back, `where` finds again; the version is noted after it, with all before it.
        connection.exec_driver_sql("set synchronous_commit = off")
        batch = _Batch(connection, table, change, where, rows)
        wanted = connection.exec_driver_sql(f"select count(*) from {table} where {where}")  # noqa: S608 - a migration's
        with Headway(wanted.scalar_one(), told_as="backfill.progress") as headway:
            while skipped := batch.round(headway):
                log.info("backfill.waiting", table=table, rows_held_by_others=skipped)
                await_only(asyncio.sleep(LOCKED_SECONDS))


class _Batch:
    """One statement, again and again from where the last one ended."""

    def __init__(self, connection: Connection, table: str, change: str, where: str, rows: int) -> None:
        self._connection, self._table = connection, table
        keys = list(connection.scalars(_KEY, {"table": table}))
        if not keys:
            raise ValueError(f"backfill: {table} has no primary key to go by")
        places = range(1, len(keys) + 1)
        mine, theirs = ", ".join(f"{table}.{key}" for key in keys), ", ".join(f"key{place}" for place in places)
        last = ", ".join(f"key{place} desc" for place in places)
        beyond = f"and ({mine}) > ({', '.join(f'${place}' for place in places)})"
        self._first, self._next = (
            f"""
            with seen ({theirs}) as (
                select {mine} from {table} where ({where}) {after} order by {mine} limit {rows}
            ), todo ({theirs}) as (
                select {mine} from {table} join seen on ({mine}) = ({theirs}) where ({where})
                for no key update of {table} skip locked
            ), done (again) as (
                update {table} set {change} from todo where ({mine}) = ({theirs}) returning ({where})
            )
            select {theirs}, (select count(*) from seen), (select count(*) from done), (select bool_or(again) from done)
            from seen order by {last} limit 1
            """  # noqa: S608 - a migration's own words
            for after in ("", beyond)
        )

    def round(self, headway: Headway) -> int:
        """Through the whole table once; how many rows were held by others."""
        skipped, place = 0, tuple[object, ...]()
        while row := self._some(place):
            *key, seen, done, again = tuple(row)
            if again:
                raise Endless(f"backfill of {self._table}: `where` must be false for a row that was changed")
            place, skipped = tuple(key), skipped + seen - done
            headway.come(done)
        return skipped

    def _some(self, place: tuple[object, ...]) -> Row[Any] | None:
        """The next rows; then a rest of as long as they took."""
        began = time.monotonic()
        row = self._connection.exec_driver_sql(self._next if place else self._first, place or None).first()
        await_only(asyncio.sleep((time.monotonic() - began) * (1 - SHARE) / SHARE))
        return row
