"""Keep what is promised from now on: a past day is measured against what was promised then."""

from liaison_contracts.registry import TargetsChanged
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(TargetsChanged)
async def on_targets_changed(session: AsyncSession, fact: TargetsChanged) -> None:
    await keep_happening(session, fact, fact.state.model_dump(mode="json", include={"targets"}))
