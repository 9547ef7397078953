"""Take receipts: a provider says what became of messages, at an address with a secret that only it was given."""

import hmac
import json
from typing import Any

import structlog
from fastapi import Request
from liaison_kit import clock, web
from liaison_kit.errors import NotFound, Refusal
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session

from liaison_notifications.model.sending.receipts import keep
from liaison_notifications.providers.addresses import Address
from liaison_notifications.providers.said import generic, turbosms

router = web.router(ANYBODY)

log = structlog.get_logger()


class NotAReceipt(Refusal):
    """This names no message: a receipt is JSON with the id of a message and its status."""


@router.post("/receipts/{provider}/{secret}", status_code=204, dependencies=[counted_as(Kind.RECEIPTS)])
async def take_receipts(session: Session, request: Request, provider: str, secret: str) -> None:
    """Also of messages that nobody here knows, or not yet: they are kept. No fact: each is about one person."""
    address = _by_secret(request.app.state.settings.sms_addresses, provider, secret)
    try:
        read = turbosms if address.scheme.startswith("turbosms") else generic
        receipts = read(json.loads(await request.body()))
    except (ValueError, RecursionError):
        raise NotAReceipt from None
    for delivery in await keep(session, address.name, receipts, clock.now()):
        log.info(f"delivery.{delivery.status}", delivery_id=str(delivery.id), provider=address.name)


def _by_secret(addresses: list[Address], name: str, secret: str) -> Address:
    """NotFound for whoever does not know it, as for who is none of ours."""
    found: Any = next((one for one in addresses if one.name == name and one.receipts), None)
    if not hmac.compare_digest((found.receipts if found else "").encode(), secret.encode()) or found is None:
        raise NotFound
    address: Address = found
    return address
