"""Take a bounce: a mail server hands over what came back, at an address with a secret that only it was given."""

import hmac

from fastapi import Request
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_notifications.returned import take_in

router = web.router(ANYBODY)


@router.post("/bounces/{secret}", status_code=204, dependencies=[counted_as(Kind.RECEIPTS)])
async def take_bounce(session: Session, request: Request, secret: str) -> None:
    """The mail as it came (RFC 5322), also a report of a feedback loop (RFC 5965); what is none of ours is forgotten.

    No fact: it is about one person.
    """
    settings = request.app.state.settings
    own = settings.bounce_secret.get_secret_value()
    if settings.verp is None or not hmac.compare_digest(own.encode(), secret.encode()):
        raise NotFound
    await take_in(session, await request.body(), settings.verp, settings)
