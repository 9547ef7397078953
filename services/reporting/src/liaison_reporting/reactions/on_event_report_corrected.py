"""Count an event as its corrected report has it."""

from liaison_contracts.events import EventReportCorrected
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.events import keep_held


@on(EventReportCorrected)
async def on_event_report_corrected(session: AsyncSession, fact: EventReportCorrected) -> None:
    await keep_held(session, fact)
