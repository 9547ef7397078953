"""Count a grant that was taken back on no day, even if its award is heard later."""

from liaison_contracts.registry import GrantAnnulled
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.society import keep_award


@on(GrantAnnulled)
async def on_grant_annulled(session: AsyncSession, fact: GrantAnnulled) -> None:
    await keep_award(session, fact)
