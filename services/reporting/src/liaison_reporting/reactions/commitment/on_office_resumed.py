"""Keep that a suspended office works again: a past day shows it so."""

from liaison_contracts.registry import OfficeResumed
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(OfficeResumed)
async def on_office_resumed(session: AsyncSession, fact: OfficeResumed) -> None:
    await keep_happening(session, fact, fact.state.model_dump(mode="json", include={"opened_on"}))
