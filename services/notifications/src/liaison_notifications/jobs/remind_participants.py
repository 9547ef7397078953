"""Remind participants: a day and two hours before an event, by the time that it has then; once for each time."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.planning.reminders import plan_reminders

log = structlog.get_logger()


@every(timedelta(seconds=30))
async def remind_participants(context: JobContext) -> bool:
    async with context.transaction() as session:
        planned = await plan_reminders(session, context.settings.manners, clock.now())
    if planned:
        log.info("reminders.planned", count=planned)
    return bool(planned)
