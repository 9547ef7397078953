"""When an event changes: messages say what is true now, and those about a cancelled event are called off."""

from liaison_contracts.events import EventState, EventStatus
from liaison_kit import clock
from liaison_kit.database import keep_latest
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import (
    Delivery,
    EventCopy,
    Reason,
    SignUpCopy,
    cancel_waiting,
    hold_event,
    plan_messages,
)


@on(EventState)
async def on_event_state(session: AsyncSession, state: EventState) -> None:
    await hold_event(session, state.id)
    copied = {"title", "status", "office_name", "room_name", "address", "starts_at", "ends_at"}
    await keep_latest(session, EventCopy, id=state.id, version=state.version, **state.model_dump(include=copied))
    if state.status == EventStatus.CANCELLED:
        await cancel_waiting(session, [Delivery.event_id == state.id], Reason.EVENT_CANCELLED, clock.now())
    await plan_messages(session, SignUpCopy.event_id == state.id, clock.now())
