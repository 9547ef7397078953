"""The tables: whether they are those of this program, which works with newer ones, and waits for older ones."""

from liaison_kit import migrations
from liaison_kit.checking.findings import Finding, broken, ok, warning
from liaison_kit.database import Database
from liaison_kit.service import Service


async def look(service: Service, database: Database) -> Finding:
    do = f"Run the role migrate of this release: python -m liaison_{service.name} migrate."
    found = await migrations.versions(database)
    if any(version is None for version in found.values()):
        return broken("database.schema", "The database has no tables yet, or not all of them.", do)
    homes = zip(migrations.VERSION_TABLES, (migrations.KIT, service.migrations), strict=True)
    if any(found[table] not in migrations.revisions(migrations.scripts_of(home)) for table, home in homes):
        what = "The tables are newer than this program: it works beside the newer one while an upgrade goes on."
        return warning("database.schema", what, "Finish the upgrade: start the newer release everywhere.")
    if await migrations.pending(database, service.migrations):
        return broken("database.schema", "The tables are older than this program, which waits for them.", do)
    return ok("database.schema", "The tables are those of this program.")
