"""Count an event that took place, and the people who came."""

from liaison_contracts.events import EventHeld
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model import HeldEvent, keep


@on(EventHeld)
async def on_event_held(session: AsyncSession, fact: EventHeld) -> None:
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
