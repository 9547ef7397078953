"""Whether what another system asks for can be sent: what is found wrong first is what it is told."""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import datetime

from liaison_contracts.message_requests import LegalBasis, RequestedMessage
from liaison_kit import sealing
from liaison_kit.formats import contact_points
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey
from nacl.signing import VerifyKey
from pydantic import ValidationError

from liaison_notifications.model.requests.request import MessageRequest, RequestRefusal
from liaison_notifications.model.requests.systems import RequestingSystem
from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.preview import MOST_PARTS
from liaison_notifications.model.templates.rendering import LETTERS, one_line
from liaison_notifications.providers.parts import parts_of

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What is no text, and what makes text read otherwise than it is written (overrides of its direction)."""
TOO_LONG = frozenset({"string_too_long"})


def check(
    request: MessageRequest, system: RequestingSystem | None, keys: Sequence[PrivateKey], now: datetime
) -> int | RequestRefusal:
    """How many parts it is, a mail being one; or why it is not sent. Only the quota is not looked at."""
    if refusal := _not_allowed(request, system):
        return refusal
    if request.useful_until <= now:
        return RequestRefusal.LATE
    try:
        content = sealing.unseal(request.sealed or "", *keys)
    except (CryptoError, binascii.Error):
        return RequestRefusal.UNOPENABLE
    try:
        message = RequestedMessage.model_validate_json(content)
    except ValidationError as error:
        kinds = {one["type"] for one in error.errors(include_url=False, include_input=False)}
        return RequestRefusal.TOO_LONG if kinds <= TOO_LONG else RequestRefusal.UNREADABLE
    return _text_refused(request, message) or _address_refused(request, message) or _parts(request, message)


def _not_allowed(request: MessageRequest, system: RequestingSystem | None) -> RequestRefusal | None:
    if system is None:
        return RequestRefusal.UNKNOWN_SYSTEM
    if system.suspended_at:
        return RequestRefusal.SUSPENDED
    if system.verify_key and not _is_signed(request, system.verify_key):
        return RequestRefusal.SIGNATURE
    if request.purpose not in system.purposes:
        return RequestRefusal.PURPOSE
    if request.legal_basis not in set(LegalBasis):
        return RequestRefusal.LEGAL_BASIS
    if request.urgent and not system.may_be_urgent:
        return RequestRefusal.URGENCY
    known = set(request.channels) <= set(Channel) and request.channels
    return None if known else RequestRefusal.CHANNELS


def _is_signed(request: MessageRequest, verify_key: str) -> bool:
    """Whoever may write on the topic could give another system's name; its key they have not."""
    content = f"{request.system}:{request.request_id}:{request.sealed}".encode()
    try:
        VerifyKey(base64.b64decode(verify_key)).verify(content, base64.b64decode(request.signature or ""))
    except (BadSignatureError, ValueError):
        return False
    return True


def _text_refused(request: MessageRequest, message: RequestedMessage) -> RequestRefusal | None:
    """In each language, not in theirs alone: else it would depend on whom it goes to whether it is taken."""
    texts = {language: text for language, text in message.texts.items() if language in LETTERS}
    if LETTERS[0] not in texts:
        return RequestRefusal.NO_TEXT
    for text in texts.values():
        said = [text.sms] if Channel.SMS in request.channels else []
        said += [text.subject, text.email] if Channel.EMAIL in request.channels else []
        if not all(one and one.strip() for one in said):
            return RequestRefusal.NO_TEXT
        if any(CONTROL.search((one or "").replace("\r\n", "\n")) for one in said):
            return RequestRefusal.UNREADABLE
        if Channel.SMS in request.channels and _parts_of(text.sms) > MOST_PARTS:
            return RequestRefusal.TOO_LONG
    return None


def _address_refused(request: MessageRequest, message: RequestedMessage) -> RequestRefusal | None:
    """There must be one for one of the channels; by the others nothing is sent, and that is told."""
    try:
        phone = contact_points.phone_of(message.phone) if message.phone else None
        email = contact_points.email_of(message.email) if message.email else None
    except ValueError:
        return RequestRefusal.ADDRESS
    reached = (phone and Channel.SMS in request.channels) or (email and Channel.EMAIL in request.channels)
    return None if reached and (phone is None or contact_points.takes_sms(phone)) else RequestRefusal.ADDRESS


def _parts(request: MessageRequest, message: RequestedMessage) -> int:
    """The longest of its languages counts."""
    texts = [text for language, text in message.texts.items() if language in LETTERS]
    sms = max(_parts_of(text.sms) for text in texts) if message.phone and Channel.SMS in request.channels else 0
    return sms + bool(message.email and Channel.EMAIL in request.channels)


def _parts_of(sms: str | None) -> int:
    return parts_of(one_line(sms or ""))
