"""Forgetting who was told of what."""

from datetime import timedelta
from typing import Any

from liaison_notifications.jobs.consent.forget_digests import forget_digests
from liaison_notifications.model.consent.subscribers import DigestEvent
from sqlalchemy import func, select

from services.notifications.tests.conftest import EMAIL, START
from services.notifications.tests.jobs.consent.test_plan_digests import THURSDAY, event, planned
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
