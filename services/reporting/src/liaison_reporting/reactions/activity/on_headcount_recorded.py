"""Count people who came without a sign-up, by sex and age group."""

from liaison_contracts.events import HeadcountRecorded
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.participation import keep_headcount


@on(HeadcountRecorded)
async def on_headcount_recorded(session: AsyncSession, fact: HeadcountRecorded) -> None:
    await keep_headcount(session, fact)
