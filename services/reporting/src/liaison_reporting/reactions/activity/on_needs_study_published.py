"""Count the answers to a study of needs, by district."""

from liaison_contracts.registry import NeedsStudyPublished
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.participation import keep_study


@on(NeedsStudyPublished)
async def on_needs_study_published(session: AsyncSession, fact: NeedsStudyPublished) -> None:
    await keep_study(session, fact)
