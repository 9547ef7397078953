"""Take requests: what other systems ask for is looked into, and planned as any message; what cannot be sent is told."""

from datetime import timedelta

import structlog
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.requests import taking

log = structlog.get_logger()


@every(timedelta(seconds=0.5))
async def take_requests(context: JobContext) -> bool:
    async with context.transaction() as session:
        count, refused = await taking.take_requests(session, context.settings.sealing_key_file, clock.now())
        for fact in refused:
            outbox.publish(session, fact)
    if count:
        log.info("requests.taken", count=count, refused=len(refused))
    return count == taking.AT_ONCE
