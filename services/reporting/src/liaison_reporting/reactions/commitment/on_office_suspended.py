"""Keep that an office stopped work for a time: a past day shows it so."""

from liaison_contracts.registry import OfficeSuspended
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(OfficeSuspended)
async def on_office_suspended(session: AsyncSession, fact: OfficeSuspended) -> None:
    await keep_happening(session, fact, fact.state.model_dump(mode="json", include={"opened_on"}))
