"""Forgetting letters."""

from datetime import timedelta
from typing import Any

from liaison_kit.database import Database, new_id
from liaison_notifications.jobs.sending.forget_letters import forget_letters
from liaison_notifications.model import SealedLetter
from sqlalchemy import func, select


async def kept(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(SealedLetter)) or 0


async def test_one_that_was_sent_is_forgotten_and_one_that_waits_is_not(
    story: Any, database: Database, mailbox: Any
) -> None:
    await story.tell(story.letter(new_id()))
    await story.run(forget_letters)
    assert await kept(database) == 1
    await story.work()
    assert len(mailbox.mails) == 1
    await story.run(forget_letters)
    assert await kept(database) == 0


async def test_one_whose_link_has_expired_is_forgotten(story: Any, database: Database, mailbox: Any) -> None:
    mailbox.mood = "rcpt 451"
    await story.tell(story.letter(new_id(), lasts=timedelta(hours=1)))
    await story.work()
    story.later(hours=2)
    await story.run(forget_letters)
    assert await kept(database) == 0
    await story.work()
    assert await story.statuses() == {"email": "expired"}
