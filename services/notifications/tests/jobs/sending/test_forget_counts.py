"""Forgetting how many messages an address got."""

from typing import Any

from liaison_notifications.jobs.sending.forget_counts import forget_counts
from liaison_notifications.model import RecipientCount
from sqlalchemy import select


async def keys(story: Any) -> list[str]:
    async with story.database.reading() as session:
        return list(await session.scalars(select(RecipientCount.key)))


async def test_counts_say_nothing_of_the_address_and_are_kept_for_two_hours(story: Any) -> None:
    await story.somebody_signs_up(email=None)
    await story.work()
    assert [len(key) for key in await keys(story)] == [32, 32]
    story.later(hours=1)
    await story.run(forget_counts)
    assert len(await keys(story)) == 2
    story.later(hours=1, minutes=10)
    await story.run(forget_counts)
    assert await keys(story) == []
