"""Take complaints: a relay says that somebody called mails spam, at an address with a secret that it was given."""

import hmac
import json

import structlog
from fastapi import Request
from liaison_kit import clock, web
from liaison_kit.errors import NotFound, Refusal
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_notifications.model.sending.complaints import keep_complaint
from liaison_notifications.providers.complaints import named

router = web.router(ANYBODY)

log = structlog.get_logger()


class NotAComplaint(Refusal):
    """This names no message: a complaint is JSON with `message`, the sender or the id that the mail left with."""


@router.post("/complaints/{secret}", status_code=204, dependencies=[counted_as(Kind.RECEIPTS)])
async def take_complaints(session: Session, request: Request, secret: str) -> None:
    """JSON; reports as mails (ARF) go where bounces do. No fact: each is about one person."""
    settings = request.app.state.settings
    own = settings.bounce_secret.get_secret_value()
    if settings.verp is None or not hmac.compare_digest(own.encode(), secret.encode()):
        raise NotFound
    try:
        deliveries = named(json.loads(await request.body()), settings.verp)
    except (ValueError, RecursionError):
        raise NotAComplaint from None
    # In an order of its own, so that two who hand over the same do not wait for each other.
    for delivery_id in sorted(set(deliveries)):
        if await keep_complaint(session, delivery_id, settings.sealing_key_file, clock.now()):
            log.info("complaint.kept", delivery_id=str(delivery_id))
