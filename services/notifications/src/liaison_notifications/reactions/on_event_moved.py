"""When an event takes place in another room: whoever has a place or waits for one is told, once."""

from liaison_contracts.events import EventMoved
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.planning.changes import keep_event, plan_change


@on(EventMoved, holds="state.id")
async def on_event_moved(session: AsyncSession, fact: EventMoved) -> None:
    await keep_event(session, fact.state)
    await plan_change(session, fact.state.id, fact.state.version, clock.now())
