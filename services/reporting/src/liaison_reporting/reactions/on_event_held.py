"""Count an event that took place, and the people who came."""

from liaison_contracts.events import EventHeld
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.events import keep_held


@on(EventHeld)
async def on_event_held(session: AsyncSession, fact: EventHeld) -> None:
    await keep_held(session, fact)
