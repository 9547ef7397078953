"""End bulletins: add up what became of their messages, and tell once nothing of one waits any more."""

from datetime import timedelta

import structlog
from liaison_contracts.notifications import BulletinSent, BulletinStopped
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.bulletins.bulletin import BulletinStatus
from liaison_notifications.model.bulletins.counts import AT_ONCE, add_up
from liaison_notifications.model.bulletins.run import over
from liaison_notifications.model.bulletins.totals import told_of

log = structlog.get_logger()


@every(timedelta(seconds=1))
async def end_bulletins(context: JobContext) -> bool:
    async with context.transaction() as session:
        added = await add_up(session)
    async with context.transaction() as session:
        ended = await over(session, clock.now())
        if ended:
            bulletin, counts = ended
            fact = BulletinStopped if bulletin.status == BulletinStatus.STOPPED else BulletinSent
            outbox.publish(session, fact(occurred_on=clock.today(), **told_of(bulletin, counts)))
            log.info("bulletin.over", bulletin_id=str(bulletin.id), status=bulletin.status)
    return ended is not None or added == AT_ONCE
