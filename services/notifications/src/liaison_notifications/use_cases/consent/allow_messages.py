"""Allow messages again: whoever has stopped them all by their link takes that back by it."""

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_notifications.model.consent.leaving import allow
from liaison_notifications.model.consent.subscribers import by_link

router = web.router(ANYBODY)

TAKEN_BACK = "taken back by their own link"


class Allowed(BaseModel):
    """Also if nothing was stopped. What others have said against the address stays."""

    stopped: bool = False


@router.post("/n/{token}/silence/ending", dependencies=[personal_link])
async def allow_messages(session: Session, token: str, request: Request, response: Response) -> Allowed:
    subscriber = await by_link(session, token, hold=True)
    await allow(session, subscriber, TAKEN_BACK, request.app.state.settings.sealing_key_file, clock.now())
    response.headers["Location"] = f"/n/{token}"
    return Allowed()
