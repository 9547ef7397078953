"""Plan news: whoever follows the district and the kind of a new event is to be told, some hundreds at a time."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.consent.news import plan_announced

log = structlog.get_logger()


@every(timedelta(seconds=5))
async def plan_news(context: JobContext) -> bool:
    async with context.transaction() as session:
        planned = await plan_announced(session, clock.now())
    if planned:
        log.info("news.planned", count=planned)
    return planned is not None
