"""Keep since when an office works again."""

from liaison_contracts.registry import OfficeResumed
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.openings import keep_stop


@on(OfficeResumed)
async def on_office_resumed(session: AsyncSession, fact: OfficeResumed) -> None:
    await keep_stop(session, fact)
