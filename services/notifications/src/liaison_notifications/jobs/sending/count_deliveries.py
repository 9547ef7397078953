"""Count deliveries: what became of messages in each five minutes is told once, in order, without anybody in it."""

from datetime import timedelta

from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.sending.counts import counted

MARGIN = timedelta(minutes=1)


@every(timedelta(seconds=30))
async def count_deliveries(context: JobContext) -> bool:
    # An outcome has the time at which it was known; while the database is away it is written down so much later.
    late = 2 * context.settings.lease + MARGIN
    async with context.transaction() as session:
        facts, more = await counted(session, clock.now(), late)
        for fact in facts:
            outbox.publish(session, fact)
    return more
