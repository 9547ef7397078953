"""Count a place that was chosen for an office; corrected, it counts once."""

from liaison_contracts.registry import OfficeSiteChosen
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(OfficeSiteChosen)
async def on_office_site_chosen(session: AsyncSession, fact: OfficeSiteChosen) -> None:
    await keep_happening(session, fact)
