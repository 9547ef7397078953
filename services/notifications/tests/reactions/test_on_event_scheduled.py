"""An event on the calendar; who is told of it is in jobs/test_plan_news.py."""

from datetime import timedelta
from typing import Any

from liaison_kit.database import Database
from sqlalchemy import text

from services.notifications.tests.subscribing import scheduled


async def heard(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(text("select count(*) from announced_event")) or 0


async def test_it_is_to_be_told_once(story: Any, database: Database) -> None:
    fact = scheduled(story)
    await story.tell(fact, fact)
    assert await heard(database) == 1


async def test_what_is_over_is_no_news_to_a_reader_that_begins_anew(story: Any, database: Database) -> None:
    await story.tell(scheduled(story, starts_in=timedelta(days=-30)), scheduled(story, starts_in=timedelta(0)))
    assert await heard(database) == 0
