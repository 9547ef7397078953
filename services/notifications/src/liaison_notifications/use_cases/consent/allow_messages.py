"""Allow messages again: whoever has stopped them all by their link takes that back by it."""

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_notifications.model.consent.subscribers import by_link
from liaison_notifications.model.consent.suppression import own_stop

router = web.router(ANYBODY)

TAKEN_BACK = "taken back by their own link"


class Allowed(BaseModel):
    """Also if nothing was stopped. What others have said against the address stays."""

    stopped: bool = False


@router.post("/n/{token}/silence/ending", dependencies=[personal_link])
async def allow_messages(session: Session, token: str, request: Request, response: Response) -> Allowed:
    subscriber = await by_link(session, token, request.app.state.settings.sealing_key_file, hold=True)
    now = clock.now()
    row = await own_stop(session, subscriber.address_hash, now)
    if row:
        row.lift(TAKEN_BACK, None, now)
    response.headers["Location"] = f"/n/{token}"
    return Allowed()
