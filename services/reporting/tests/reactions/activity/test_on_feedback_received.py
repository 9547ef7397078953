"""Answers to how an event was."""

from datetime import date

from liaison_reporting.reactions.activity.on_feedback_received import on_feedback_received
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, told_at_events


async def test_each_answer_counts_once(session: AsyncSession, town: Town) -> None:
    event = town.event(town.office, date(2023, 6, 1), 9)
    for fact in 2 * town.answers(event, 3):
        await on_feedback_received(session, fact)
    assert await told_at_events(session) == {(event.state.id, "answers/event"): 3}
