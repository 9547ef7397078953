"""What the role `migrate` does beside the tables: before anybody sees a name that was to be deleted."""

from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings

from liaison_events.jobs.heed_wishes import heed_wishes


async def prepare(database: Database, settings: Settings) -> None:
    """On a database that was not restored there is nothing to do again."""
    await heed_wishes(JobContext(database, settings))
