"""Forgetting which sign-ups belong together."""

from typing import Any

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_notifications.jobs.forget_explanations import forget_explanations
from liaison_notifications.model import Explanation
from sqlalchemy import select

from services.notifications.tests.conftest import PHONE


async def test_an_explanation_is_forgotten_after_an_hour(
    story: Any, staff: httpx.AsyncClient, database: Database
) -> None:
    await story.somebody_signs_up()
    with clock.set_to(story.now):
        await staff.post("/api/notifications/v1/messages/explanations", json={"contact": PHONE})
    for minutes, left in ((59, 1), (1, 0)):
        story.later(minutes=minutes)
        await story.run(forget_explanations)
        async with database.reading() as session:
            assert len((await session.scalars(select(Explanation))).all()) == left
