"""Count a grant on the day it was awarded."""

from liaison_contracts.registry import GrantAwarded
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.society import keep_award


@on(GrantAwarded)
async def on_grant_awarded(session: AsyncSession, fact: GrantAwarded) -> None:
    await keep_award(session, fact)
