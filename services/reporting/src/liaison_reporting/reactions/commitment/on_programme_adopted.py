"""Keep the commitment as it was adopted: its promises, and where each milestone stood."""

from liaison_contracts.registry import ProgrammeAdopted
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(ProgrammeAdopted)
async def on_programme_adopted(session: AsyncSession, fact: ProgrammeAdopted) -> None:
    await keep_happening(session, fact, fact.state.model_dump(mode="json", include={"targets", "milestones"}))
