"""Take inbound SMS: a gateway hands over what people answer to our number; STOP and START are heeded."""

import hmac
import json

from fastapi import Request
from liaison_kit import clock, web
from liaison_kit.errors import NotFound, Refusal
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_notifications.model.consent.answers import heed
from liaison_notifications.providers.inbound import read

router = web.router(ANYBODY)


class NotAnSms(Refusal):
    """This is no SMS: it is JSON with `from`, a telephone number, and `text`."""


@router.post("/inbound-sms/{secret}", status_code=204, dependencies=[counted_as(Kind.RECEIPTS)])
async def take_inbound_sms(session: Session, request: Request, secret: str) -> None:
    """The text itself is kept nowhere. No fact: it is about one person."""
    settings = request.app.state.settings
    own = settings.sms_inbound_secret.get_secret_value()
    if not settings.sms_inbound_number or not hmac.compare_digest(own.encode(), secret.encode()):
        raise NotFound
    try:
        found = read(json.loads(await request.body()))
    except (ValueError, RecursionError):
        raise NotAnSms from None
    await heed(session, found, settings.sealing_key_file, clock.now())
