"""Take off what was not paid in truth."""

from liaison_contracts.registry import GrantTransferTakenBack
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.society import keep_transfer


@on(GrantTransferTakenBack)
async def on_grant_transfer_taken_back(session: AsyncSession, fact: GrantTransferTakenBack) -> None:
    await keep_transfer(session, fact)
