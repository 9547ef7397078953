"""When a place is given back, what was not sent yet is called off; who lost it with the event is told, once."""

from liaison_contracts.events import SignUpCancelled
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import Delivery, SignUpCopy
from liaison_notifications.model.copies import SignUpStatus
from liaison_notifications.model.planning.planning import cancel_waiting, keep_sign_up, plan_messages
from liaison_notifications.model.sending.delivery import Reason


@on(SignUpCancelled, holds="event_id")
async def on_sign_up_cancelled(session: AsyncSession, fact: SignUpCancelled) -> None:
    lost = SignUpStatus.CALLED_OFF if fact.event_cancelled else SignUpStatus.CANCELLED
    await keep_sign_up(session, fact, lost)
    await cancel_waiting(session, [Delivery.sign_up_id == fact.sign_up_id], Reason.SIGN_UP_CANCELLED, clock.now())
    await plan_messages(session, SignUpCopy.id == fact.sign_up_id, clock.now())
