"""When an event is on the calendar: whoever follows its district and its kind is told, once."""

from liaison_contracts.events import EventScheduled
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent.news import announce
from liaison_notifications.model.planning.changes import keep_event


@on(EventScheduled, holds="state.id")
async def on_event_scheduled(session: AsyncSession, fact: EventScheduled) -> None:
    await keep_event(session, fact.state)
    await announce(session, fact.state, clock.now())
