"""What of the scorecard is told to the world, and what was told last."""

from liaison_contracts.registry import MilestoneStatus
from liaison_contracts.scorecard import ScorecardChanged, ScoredOffice, ScoredResult
from liaison_kit import clock
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.scorecard.completion import proposed_level
from liaison_reporting.model.scorecard.records import NUMBERS, ToldScorecard
from liaison_reporting.model.scorecard.scorecard import Scorecard

NOT_TOLD = {"consultations"}
"""What is told is kept for ever with its hour: of two, one could be subtracted from the other (`model/privacy.py`)."""


async def scorecard_news(session: AsyncSession, scorecard: Scorecard) -> ScorecardChanged | None:
    """The fact to tell, None where nothing has changed since the last one."""
    fact = _as_fact(scorecard)
    last = await session.get(ToldScorecard, fact.programme_id)
    if last and last.numbers == fact.model_dump(mode="json", include=NUMBERS):
        return None
    return fact


def _as_fact(scorecard: Scorecard) -> ScorecardChanged:
    programme = scorecard.programme
    assert programme is not None
    return ScorecardChanged(
        occurred_on=scorecard.as_of,
        programme_id=programme.id,
        # A number that rises also while the last one told has not come back yet: no two facts share one.
        version=int(clock.real_now().timestamp() * 1000),
        code=programme.code,
        results=[
            ScoredResult(key=one.key, now=one.now, goal=one.goal)
            for one in scorecard.results
            if one.key not in NOT_TOLD
        ],
        offices=[
            ScoredOffice(office_id=one.office_id, events=one.events_held.now, goal=one.events_held.goal)
            for one in scorecard.offices
        ],
        milestones=len(scorecard.milestones),
        milestones_finished=sum(one.status == MilestoneStatus.FINISHED for one in scorecard.milestones),
        proposed=proposed_level(scorecard),
    )
