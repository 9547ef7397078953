"""Take inbound SMS: a gateway hands over what people answer to our number; STOP and START are heeded."""

import hmac
import json

import structlog
from fastapi import Request
from liaison_kit import clock, web
from liaison_kit.errors import NotFound, Refusal
from liaison_kit.formats import contact_points
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_notifications.model.consent.addresses import Address
from liaison_notifications.model.consent.answers import start_by_sms, stop_by_sms
from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.providers.inbound import Inbound, Word, read

router = web.router(ANYBODY)

log = structlog.get_logger()

HEEDED = {Word.STOP: stop_by_sms, Word.START: start_by_sms}


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
    # In an order of its own, so that two who hand over the same do not wait for each other.
    for one in sorted(found, key=lambda one: one.sender):
        address = _sender(one)
        if address and one.word in HEEDED:
            await HEEDED[one.word](session, address, settings.sealing_key_file, clock.now())
        log.info("sms.answered", said=one.word, known=address is not None)


def _sender(one: Inbound) -> Address | None:
    try:
        return Address(Channel.SMS, contact_points.phone_of(one.sender))
    except ValueError:
        return None
