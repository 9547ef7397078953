"""When another municipal system asks for a message: the request is kept as it came, of two under one id the first."""

from liaison_contracts.message_requests import NotificationRequested
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.requests.request import keep_request


@on(NotificationRequested)
async def on_notification_requested(session: AsyncSession, fact: NotificationRequested) -> None:
    """Nothing is refused here: this role has no keys, and a refusal would park what is to be answered."""
    await keep_request(session, fact, clock.now())
