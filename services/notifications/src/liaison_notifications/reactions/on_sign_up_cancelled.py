"""When somebody gives their place back: what was not sent yet is called off."""

from liaison_contracts.events import SignUpCancelled
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import Delivery
from liaison_notifications.model.copies import SignUpStatus
from liaison_notifications.model.delivery import Reason
from liaison_notifications.model.planning import cancel_waiting, keep_sign_up


@on(SignUpCancelled)
async def on_sign_up_cancelled(session: AsyncSession, fact: SignUpCancelled) -> None:
    await keep_sign_up(session, fact, SignUpStatus.CANCELLED)
    await cancel_waiting(session, [Delivery.sign_up_id == fact.sign_up_id], Reason.SIGN_UP_CANCELLED, clock.now())
