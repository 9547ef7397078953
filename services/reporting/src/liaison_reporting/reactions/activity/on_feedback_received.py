"""Count an answer to how an event was."""

from liaison_contracts.events import FeedbackReceived
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.participation import keep_feedback


@on(FeedbackReceived)
async def on_feedback_received(session: AsyncSession, fact: FeedbackReceived) -> None:
    await keep_feedback(session, fact)
