"""Forgetting what nobody confirmed."""

from typing import Any

from liaison_kit.database import Database
from liaison_notifications.jobs.consent.forget_opt_ins import forget_opt_ins
from sqlalchemy import text

from services.notifications.tests.conftest import EMAIL
from services.notifications.tests.subscribing import Reader


async def kept(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(text("select count(*) from opt_in")) or 0


async def test_after_48_hours_it_is_gone(story: Any, reader: Reader, database: Database) -> None:
    await reader.asks(EMAIL)
    story.later(hours=47, minutes=59)
    await story.run(forget_opt_ins)
    assert await kept(database) == 1
    story.later(minutes=1)
    await story.run(forget_opt_ins)
    assert await kept(database) == 0
