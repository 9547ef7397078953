"""This service has told a scorecard."""

from datetime import date

from liaison_contracts.scorecard import ScorecardChanged
from liaison_kit.database import new_id
from liaison_reporting.model.scorecard.records import ToldScorecard
from liaison_reporting.reactions.commitment.on_scorecard_changed import on_scorecard_changed
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_one_told_last_is_kept_whichever_is_heard_first(session: AsyncSession) -> None:
    said = {"programme_id": new_id(), "code": "UA", "offices": [], "milestones": 8, "proposed": "limited"}
    for version, finished in ((1_700_000_000_002, 7), (1_700_000_000_001, 6)):
        await on_scorecard_changed(
            session,
            ScorecardChanged(
                occurred_on=date(2024, 1, 1), version=version, results=[], milestones_finished=finished, **said
            ),
        )
    [kept] = await session.scalars(select(ToldScorecard))
    assert (kept.version, kept.numbers["milestones_finished"]) == (1_700_000_000_002, 7)
