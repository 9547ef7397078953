"""Copy facts: whatever is new on a public topic goes to the feed, byte for byte, once."""

from datetime import timedelta

from liaison_kit.beside.following import Following, hold_backups
from liaison_kit.jobs import JobContext, every

from liaison_reporting.model.feed.log import PUBLIC, append, places


@every(timedelta(milliseconds=100))
async def copy_facts(context: JobContext) -> bool:
    """Kafka is asked between two transactions; the second finds out whether another process was first."""
    following = context.kept.one(Following, lambda: Following(context.settings, list(PUBLIC.values())))
    async with context.transaction() as session:
        begun = await places(session)
    taken = await following.take(begun)
    if not taken.ends:
        return False
    async with context.transaction() as session:
        await hold_backups(session)
        await append(session, taken, begun, context.settings.url)
    return True
