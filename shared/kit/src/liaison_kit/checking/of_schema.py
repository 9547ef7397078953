"""The tables: whether they are those of this program, which works with newer ones, and waits for older ones."""

from pathlib import Path

from sqlalchemy import text

from liaison_kit import migrations
from liaison_kit.checking.findings import Finding, broken, ok, warning
from liaison_kit.database import Database
from liaison_kit.service import Service


async def look(service: Service, database: Database) -> Finding:
    do = f"Run the role migrate of this release: python -m liaison_{service.name} migrate."
    found = await _versions(database)
    if any(version is None for version in found.values()):
        return broken("database.schema", "The database has no tables yet, or not all of them.", do)
    homes = {"kit_version": migrations.KIT, "schema_version": service.migrations}
    if any(found[table] not in _known(home) for table, home in homes.items()):
        what = "The tables are newer than this program: it works beside the newer one while an upgrade goes on."
        return warning("database.schema", what, "Finish the upgrade: start the newer release everywhere.")
    if await migrations.pending(database, service.migrations):
        return broken("database.schema", "The tables are older than this program, which waits for them.", do)
    return ok("database.schema", "The tables are those of this program.")


async def _versions(database: Database) -> dict[str, str | None]:
    """By the table that says so; None where there is no such table, or nothing in it."""
    found: dict[str, str | None] = {}
    async with database.reading() as session:
        for table in ("kit_version", "schema_version"):
            there = await session.scalar(text("select to_regclass(:table)"), {"table": table})
            found[table] = await session.scalar(text(f"select version_num from {table}")) if there else None  # noqa: S608 - one of two names
    return found


def _known(home: Path) -> set[str]:
    """A migration's file begins with its version."""
    return {path.name.partition("_")[0] for path in (home / "versions").glob("*.py")}
