"""Count an event that took place, and the people who came."""

from liaison_contracts.events import EventHeld
from liaison_kit import clock, telemetry
from liaison_kit.database import keep_latest
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model import HeldEvent, recorded_at


@on(EventHeld)
async def on_event_held(session: AsyncSession, fact: EventHeld) -> None:
    await keep_latest(
        session,
        HeldEvent,
        id=fact.state.id,
        version=fact.state.version,
        recorded_at=recorded_at(telemetry.current().causation, clock.now()),
        office_id=fact.state.office_id,
        office_name=fact.state.office_name,
        title=fact.state.title,
        kind=fact.state.kind.value,
        tools=[tool.value for tool in fact.tools],
        held_on=fact.occurred_on,
        attendance=fact.attendance,
    )
