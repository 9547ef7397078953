"""Settle requests: whoever asked for a message is told what became of it, by each channel, each outcome once."""

from datetime import timedelta

from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.requests.taking import AT_ONCE, settled_requests


@every(timedelta(seconds=1))
async def settle_requests(context: JobContext) -> bool:
    async with context.transaction() as session:
        facts = await settled_requests(session, clock.now())
        for fact in facts:
            outbox.publish(session, fact)
    return len(facts) == AT_ONCE
