"""Receipts go after 30 days."""

from typing import Any

from liaison_kit.database import new_id
from liaison_notifications.jobs.sending.forget_receipts import forget_receipts
from liaison_notifications.model import Receipt
from liaison_notifications.model.sending.receipts import Said, Says, keep
from sqlalchemy import func, select


async def test_they_are_kept_for_30_days(story: Any) -> None:
    async with story.database.transaction() as session:
        await keep(session, "p", [Said(str(new_id()), Says.DELIVERED, {})], story.now)
    for days, left in ((29, 1), (1, 0)):
        story.later(days=days)
        await story.run(forget_receipts)
        async with story.database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(Receipt)) == left
