"""Confirm a subscription by the link that came by mail: looking is not enough, as mail programs do so by themselves."""

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link

from liaison_notifications.model.consent.ledger import How
from liaison_notifications.model.consent.opt_in import by_token
from liaison_notifications.model.consent.subscribers import Confirmed, confirm

router = web.router(ANYBODY)


@router.post("/news/confirmations/{token}", status_code=201, dependencies=[personal_link])
async def confirm_by_link(session: Session, token: str, request: Request, response: Response) -> Confirmed:
    settings, now = request.app.state.settings, clock.now()
    opt_in = await by_token(session, token, settings.sealing_key_file, now)
    path = await confirm(session, opt_in, How.LINK, settings.url, settings.sealing_key_file, now)
    response.headers["Location"] = f"{path}?done=confirmed"
    return Confirmed(link=f"{settings.url.rstrip('/')}{path}")
