"""Plan bulletins: begin them at their time, plan their messages some hundreds at a time, call off what was stopped."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.bulletins.run import begin_due, call_off_next, plan_next

log = structlog.get_logger()


@every(timedelta(seconds=1))
async def plan_bulletins(context: JobContext) -> bool:
    async with context.transaction() as session:
        begun = await begin_due(session, context.settings.manners.quiet, clock.now())
    if begun:
        log.info("bulletin.begun", bulletin_id=str(begun.id))
    async with context.transaction() as session:
        called_off = await call_off_next(session, clock.now())
    async with context.transaction() as session:
        planned = await plan_next(session, clock.now())
    if planned or called_off:
        log.info("bulletins.planned", count=planned or 0, called_off=called_off)
    return bool(begun or called_off) or planned is not None
