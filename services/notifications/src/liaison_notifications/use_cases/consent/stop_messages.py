"""Stop all messages: whoever holds the link wants nothing any more, not even about events that they sign up for."""

from fastapi import Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_notifications.model.consent.ledger import How
from liaison_notifications.model.consent.messages import call_off
from liaison_notifications.model.consent.subscribers import by_link, withdraw
from liaison_notifications.model.consent.suppression import SuppressionReason, suppress
from liaison_notifications.model.sending.delivery import Channel

router = web.router(ANYBODY)


class Stopped(BaseModel):
    """Also if it was before. It is kept when the address is forgotten, by what that is recognised by."""

    stopped: bool = True


@router.post("/n/{token}/silence", dependencies=[personal_link])
async def stop_messages(session: Session, token: str, response: Response) -> Stopped:
    subscriber = await by_link(session, token, hold=True)
    now = clock.now()
    await withdraw(session, subscriber, How.PAGE, now)
    await call_off(session, subscriber, now)
    channel = Channel(subscriber.channel)
    await suppress(session, subscriber.address_hash, channel, SuppressionReason.UNSUBSCRIBED, now)
    response.headers["Location"] = f"/n/{token}"
    return Stopped()
