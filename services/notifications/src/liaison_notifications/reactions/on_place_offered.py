"""When a place is free for somebody who waited: they are told until when it is held, by every channel they left."""

from liaison_contracts.events import PlaceOffered
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import SignUpCopy
from liaison_notifications.model.copies import SignUpStatus
from liaison_notifications.model.planning.planning import keep_sign_up, plan_messages


@on(PlaceOffered, holds="event_id")
async def on_place_offered(session: AsyncSession, fact: PlaceOffered) -> None:
    await keep_sign_up(session, fact, SignUpStatus.OFFERED, fact.offered_until)
    await plan_messages(session, SignUpCopy.id == fact.sign_up_id, clock.now())
