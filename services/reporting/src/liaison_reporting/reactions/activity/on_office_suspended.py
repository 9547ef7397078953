"""Keep since when an office does not work: hours that it does not keep."""

from liaison_contracts.registry import OfficeSuspended
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.openings import keep_stop


@on(OfficeSuspended)
async def on_office_suspended(session: AsyncSession, fact: OfficeSuspended) -> None:
    await keep_stop(session, fact)
