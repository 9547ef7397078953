"""When somebody waits for a place: kept, so that their contact is known to be wanted; the page has told them."""

from liaison_contracts.events import SignUpWaitlisted
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.copies import SignUpStatus
from liaison_notifications.model.planning.planning import keep_sign_up


@on(SignUpWaitlisted, holds="event_id")
async def on_sign_up_waitlisted(session: AsyncSession, fact: SignUpWaitlisted) -> None:
    await keep_sign_up(session, fact, SignUpStatus.WAITING)
