"""When an event changes: messages say what is true now, and those about a cancelled event are called off."""

from liaison_contracts.events import EventState, EventStatus
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import Delivery, SignUpCopy
from liaison_notifications.model.planning.changes import keep_event
from liaison_notifications.model.planning.planning import cancel_waiting, plan_messages
from liaison_notifications.model.sending.delivery import Reason


@on(EventState, holds="id")
async def on_event_state(session: AsyncSession, state: EventState) -> None:
    await keep_event(session, state)
    if state.status == EventStatus.CANCELLED:
        await cancel_waiting(session, [Delivery.event_id == state.id], Reason.EVENT_CANCELLED, clock.now())
    await plan_messages(session, SignUpCopy.event_id == state.id, clock.now())
