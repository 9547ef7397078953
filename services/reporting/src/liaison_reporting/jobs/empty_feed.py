"""Empty the feed of what its topics do not keep, either: superseded states, and records past their topic's time."""

from datetime import timedelta

from liaison_kit.jobs import JobContext, every

from liaison_reporting.model.feed.emptying import empty_expired, empty_superseded


@every(timedelta(hours=1))
async def empty_feed(context: JobContext) -> bool:
    """Places stay, so that cursors hold."""
    async with context.transaction() as session:
        emptied = await empty_expired(session)
    async with context.transaction() as session:
        return emptied + await empty_superseded(session) > 0
