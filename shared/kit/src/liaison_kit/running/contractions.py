"""Contractions: a schema that has lost something says which release stopped using it, and older programs refuse it."""

from importlib.metadata import version
from pathlib import Path

from alembic.script import Script
from sqlalchemy import Connection, text

from liaison_kit.database import Database

CONTRACT = "contract"
_NOTE = text("""
    insert into contraction (version_table, migration, unused_since) values (:table, :migration, :unused_since)
""")
_THERE = text("select to_regclass('contraction') is not null")
_SINCE = text("select migration, unused_since from contraction order by at, migration")


class ProgramTooOld(Exception):
    """The database has lost what this program still uses."""


def here() -> str:
    """The release that this program is of."""
    return version("liaison-kit")


def number(release: str) -> tuple[int, ...]:
    """To compare releases by: 0.10.0 is newer than 0.9.1."""
    return tuple(int(part) for part in release.split("."))


def note(connection: Connection, version_table: str, script: Script) -> None:
    """In the transaction of a `contract_` migration: its `unused_since` names the first release that can do without."""
    name = Path(script.path).stem
    if name.split("_")[1] == CONTRACT:
        told = {"table": version_table, "migration": name, "unused_since": script.module.unused_since}
        connection.execute(_NOTE, told)


async def too_old(database: Database) -> str | None:
    """In a sentence why this program must not run on this database, if so."""
    async with database.engine.connect() as connection:
        if not await connection.scalar(_THERE):
            return None
        for migration, unused_since in (await connection.execute(_SINCE)).all():
            if number(here()) < number(unused_since):
                return (
                    f"This program is Liaison {here()}, and {migration} has removed from the database what only"
                    f" releases from {unused_since} on can do without: start {unused_since} or newer, or restore the"
                    " backup that was made before the upgrade (docs/runbooks/restore.md)."
                )
    return None


async def refuse_if_too_old(database: Database) -> None:
    if sentence := await too_old(database):
        raise ProgramTooOld(sentence)
