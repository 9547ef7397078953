"""Stop all messages: whoever holds the link wants nothing any more, not even about events that they sign up for."""

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_notifications.model.consent.leaving import stop
from liaison_notifications.model.consent.ledger import How
from liaison_notifications.model.consent.subscribers import by_link

router = web.router(ANYBODY)


class Stopped(BaseModel):
    """Also if it was before. It is kept when the address is forgotten, by what that is recognised by."""

    stopped: bool = True


@router.post("/n/{token}/silence", dependencies=[personal_link])
async def stop_messages(session: Session, token: str, request: Request, response: Response) -> Stopped:
    subscriber = await by_link(session, token, hold=True)
    await stop(session, subscriber, How.PAGE, request.app.state.settings.sealing_key_file, clock.now())
    response.headers["Location"] = f"/n/{token}"
    return Stopped()
