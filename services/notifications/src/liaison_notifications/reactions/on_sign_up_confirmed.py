"""When somebody gets a place: they are to be told, by every channel they left."""

from liaison_contracts.events import SignUpConfirmed
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import SignUpCopy
from liaison_notifications.model.copies import SignUpStatus
from liaison_notifications.model.planning.planning import keep_sign_up, plan_messages


@on(SignUpConfirmed, holds="event_id")
async def on_sign_up_confirmed(session: AsyncSession, fact: SignUpConfirmed) -> None:
    await keep_sign_up(session, fact, SignUpStatus.CONFIRMED)
    await plan_messages(session, SignUpCopy.id == fact.sign_up_id, clock.now())
