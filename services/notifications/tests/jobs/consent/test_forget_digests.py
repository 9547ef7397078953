"""Forgetting who was told of what."""

from datetime import timedelta
from typing import Any

from liaison_kit.database import new_id
from liaison_notifications.jobs.consent.forget_digests import forget_digests
from liaison_notifications.model.consent.subscribers import DigestEvent
from sqlalchemy import func, select

from services.notifications.tests.conftest import EMAIL, START
from services.notifications.tests.jobs.consent.test_plan_digests import THURSDAY, digests, event, planned
from services.notifications.tests.subscribing import Reader, office


async def test_who_was_told_of_what_is_forgotten_a_month_after_the_event(story: Any, reader: Reader) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL, weekly=True)
    await story.tell(event(story))
    await planned(story, THURSDAY)
    for days, kept in ((40, 1), (45, 0)):
        story.now = START + timedelta(days=days)
        await story.run(forget_digests)
        async with story.database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(DigestEvent)) == kept


async def test_a_series_is_told_once_however_long_it_goes_on(story: Any, reader: Reader) -> None:
    await story.tell(office())
    await reader.subscribes(EMAIL, weekly=True)
    series = new_id()
    await story.tell(
        *(event(story, starts_in=timedelta(days=10 + 7 * number), series_id=series) for number in range(20))
    )
    await planned(story, THURSDAY)
    assert len(await digests(story)) == 1
    story.now = START + timedelta(days=42)
    await story.run(forget_digests)
    await planned(story, THURSDAY + timedelta(weeks=6))
    assert len(await digests(story)) == 1
