"""A milestone stands elsewhere."""

from datetime import date

from liaison_contracts.registry import MilestoneChanged
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_milestone_changed import on_milestone_changed
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_only_the_milestone_that_changed_is_kept_with_the_day(session: AsyncSession, facts) -> None:
    """The others' states in the same fact are those of its recording, not of its day."""
    fact = MilestoneChanged(occurred_on=date(2022, 1, 10), state=facts.programme(version=2), number=1, status="stuck")
    await on_milestone_changed(session, fact)
    [kept] = await session.scalars(select(Happening))
    assert [(one["number"], one["status"]) for one in kept.said["milestones"]] == [(1, "stuck")]
