"""Count an event as its corrected report has it."""

from liaison_contracts.events import EventReportCorrected
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model import HeldEvent, keep


@on(EventReportCorrected)
async def on_event_report_corrected(session: AsyncSession, fact: EventReportCorrected) -> None:
    # The same row as of EventHeld: of the two the newer version stays, whichever topic is read first.
    await keep(
        session,
        HeldEvent,
        id=fact.state.id,
        version=fact.state.version,
        office_id=fact.state.office_id,
        office_name=fact.state.office_name,
        title=fact.state.title,
        kind=fact.state.kind.value,
        tools=[tool.value for tool in fact.tools],
        held_on=fact.occurred_on,
        attendance=fact.attendance,
    )
