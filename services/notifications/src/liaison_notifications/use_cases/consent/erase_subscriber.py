"""Erase a subscriber: whoever holds the link has all deleted that leads to their address; nothing can be undone."""

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link

from liaison_notifications.model.consent.ledger import How
from liaison_notifications.model.consent.messages import call_off
from liaison_notifications.model.consent.subscribers import by_link, erase

router = web.router(ANYBODY)


@router.post("/n/{token}/erasure", status_code=204, dependencies=[personal_link])
async def erase_subscriber(session: Session, token: str, request: Request, response: Response) -> None:
    subscriber = await by_link(session, token, request.app.state.settings.sealing_key_file, hold=True)
    await call_off(session, subscriber, clock.now())
    await erase(session, subscriber, How.ERASURE, clock.now())
    response.headers["Location"] = "/news?done=erased"
