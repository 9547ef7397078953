"""Keep that an office started work: from that day its first year runs, whatever is asked for."""

from liaison_contracts.registry import OfficeOpened
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(OfficeOpened)
async def on_office_opened(session: AsyncSession, fact: OfficeOpened) -> None:
    await keep_happening(session, fact, fact.state.model_dump(mode="json", include={"opened_on"}))
