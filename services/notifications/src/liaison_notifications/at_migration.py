"""What the role `migrate` does beside the tables: before anybody is written to, or their contact is sealed."""

from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings

from liaison_notifications.jobs.consent.heed_wishes import heed_wishes
from liaison_notifications.sealing_key import announce_sealing_key


async def prepare(database: Database, settings: Settings) -> None:
    """Also after a restore: nothing must leave for whoever has left since the backup."""
    await announce_sealing_key(database, settings)
    await heed_wishes(JobContext(database, settings))
