"""Keep where a milestone stands from this day on: a past day shows it as it stood then."""

from liaison_contracts.registry import MilestoneChanged
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(MilestoneChanged)
async def on_milestone_changed(session: AsyncSession, fact: MilestoneChanged) -> None:
    told = fact.state.model_dump(mode="json", include={"milestones"})["milestones"]
    await keep_happening(session, fact, {"milestones": [one for one in told if one["number"] == fact.number]})
