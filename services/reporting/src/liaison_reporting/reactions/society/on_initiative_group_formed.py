"""Count people who began the way to an organisation, as a group."""

from liaison_contracts.registry import InitiativeGroupFormed
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.society import keep_group


@on(InitiativeGroupFormed)
async def on_initiative_group_formed(session: AsyncSession, fact: InitiativeGroupFormed) -> None:
    await keep_group(session, fact)
