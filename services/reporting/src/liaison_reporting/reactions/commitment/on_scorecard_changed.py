"""Keep which scorecard was told last, so that only another one is told next."""

from liaison_contracts.scorecard import ScorecardChanged
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.scorecard.records import keep_told


@on(ScorecardChanged)
async def on_scorecard_changed(session: AsyncSession, fact: ScorecardChanged) -> None:
    await keep_told(session, fact)
