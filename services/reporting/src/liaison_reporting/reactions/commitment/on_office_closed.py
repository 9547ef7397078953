"""Keep that an office stopped work for good: from that day it covers its district no more."""

from liaison_contracts.registry import OfficeClosed
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(OfficeClosed)
async def on_office_closed(session: AsyncSession, fact: OfficeClosed) -> None:
    await keep_happening(session, fact, fact.state.model_dump(mode="json", include={"opened_on"}))
