"""Take a bounce: a mail server hands over what came back, at an address with a secret that only it was given."""

import hmac

import structlog
from fastapi import Request
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_notifications.model.sending.bounces import keep_bounce
from liaison_notifications.providers.bounces import read

router = web.router(ANYBODY)

log = structlog.get_logger()


@router.post("/bounces/{secret}", status_code=204, dependencies=[counted_as(Kind.RECEIPTS)])
async def take_bounce(session: Session, request: Request, secret: str) -> None:
    """The mail as it came (RFC 5322). What is none of ours is forgotten. No fact: it is about one person."""
    settings = request.app.state.settings
    own = settings.bounce_secret.get_secret_value()
    if settings.verp is None or not hmac.compare_digest(own.encode(), secret.encode()):
        raise NotFound
    bounce = read(await request.body(), settings.verp)
    if bounce is None:
        log.info("bounce.foreign")
        return
    key_file = settings.sealing_key_file
    await keep_bounce(session, bounce.delivery, bounce.said, clock.now(), hard=bounce.hard, key_file=key_file)
    log.info(
        "bounce.kept", delivery_id=str(bounce.delivery), says=bounce.said.says, code=bounce.said.code, hard=bounce.hard
    )
