"""When somebody gets a place: they are to be told, by every channel they left."""

from liaison_contracts.events import SignUpConfirmed
from liaison_kit import clock
from liaison_kit.database import keep_latest
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import SignUpCopy, SignUpStatus, hold_event, plan_confirmations


@on(SignUpConfirmed)
async def on_sign_up_confirmed(session: AsyncSession, fact: SignUpConfirmed) -> None:
    await hold_event(session, fact.event_id)
    await keep_latest(
        session,
        SignUpCopy,
        id=fact.sign_up_id,
        version=fact.version,
        event_id=fact.event_id,
        status=SignUpStatus.CONFIRMED,
    )
    await plan_confirmations(session, SignUpCopy.id == fact.sign_up_id, clock.now())
