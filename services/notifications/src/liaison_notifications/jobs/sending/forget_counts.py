"""Forget counts: how many messages an address got is of interest for an hour."""

from datetime import timedelta

from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete

from liaison_notifications.model import RecipientCount
from liaison_notifications.model.sending.caps import KEPT


@every(timedelta(minutes=10))
async def forget_counts(context: JobContext) -> bool:
    async with context.transaction() as session:
        await session.execute(delete(RecipientCount).where(RecipientCount.since < clock.now() - KEPT))
    return False
