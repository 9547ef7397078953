"""Count money of a grant that was paid."""

from liaison_contracts.registry import GrantTransferred
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.society import keep_transfer


@on(GrantTransferred)
async def on_grant_transferred(session: AsyncSession, fact: GrantTransferred) -> None:
    await keep_transfer(session, fact)
