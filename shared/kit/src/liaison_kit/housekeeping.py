"""Housekeeping: what every service's database forgets by itself."""

from datetime import timedelta

from sqlalchemy import delete

from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from liaison_kit.tables import AnswerRow

ANSWERS_KEPT = timedelta(hours=24)


@every(timedelta(hours=1))
async def forget_answers(context: JobContext) -> bool:
    """Answers to Idempotency-Keys: a client retries within minutes; a day covers a phone that was off."""
    async with context.transaction() as session:
        await session.execute(delete(AnswerRow).where(AnswerRow.created_at < clock.now() - ANSWERS_KEPT))
    return False
