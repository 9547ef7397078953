"""Plan digests: once a week, who wants all news together is to be told what is new for them, if anything is."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.consent import digest

log = structlog.get_logger()


@every(timedelta(minutes=1))
async def plan_digests(context: JobContext) -> bool:
    settings, now = context.settings, clock.now()
    due_at = digest.last_due(settings.digest_weekday, settings.digest_time, now)
    async with context.transaction() as session:
        planned = await digest.plan_digests(session, due_at, now)
    if planned:
        log.info("digests.planned", count=planned)
    return planned is not None
