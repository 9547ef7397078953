"""When somebody gives their place back: what was not sent yet is called off."""

from liaison_contracts.events import SignUpCancelled
from liaison_kit import clock
from liaison_kit.database import keep_latest
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import Delivery, Reason, SignUpCopy, SignUpStatus, cancel_waiting, hold_event


@on(SignUpCancelled)
async def on_sign_up_cancelled(session: AsyncSession, fact: SignUpCancelled) -> None:
    await hold_event(session, fact.event_id)
    await keep_latest(
        session,
        SignUpCopy,
        id=fact.sign_up_id,
        version=fact.version,
        event_id=fact.event_id,
        status=SignUpStatus.CANCELLED,
    )
    await cancel_waiting(session, [Delivery.sign_up_id == fact.sign_up_id], Reason.SIGN_UP_CANCELLED, clock.now())
