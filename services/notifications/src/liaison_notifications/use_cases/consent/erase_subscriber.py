"""Erase a subscriber: whoever holds the link has all deleted that leads to their address; nothing can be undone."""

from fastapi import Request, Response
from liaison_contracts.notifications import ContactErased
from liaison_kit import clock, outbox, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link

from liaison_notifications.model.consent.leaving import be_erased
from liaison_notifications.model.consent.subscribers import by_link

router = web.router(ANYBODY)


@router.post("/n/{token}/erasure", status_code=204, dependencies=[personal_link])
async def erase_subscriber(session: Session, token: str, request: Request, response: Response) -> None:
    subscriber = await by_link(session, token, hold=True)
    await be_erased(session, subscriber, request.app.state.settings.sealing_key_file, clock.now())
    outbox.publish(session, ContactErased(occurred_on=clock.today(), contact_id=subscriber.id, erased_at=clock.now()))
    response.headers["Location"] = "/news?done=erased"
