"""Opening what other systems have sealed for us: in memory, while it is looked into and while it is sent."""

import binascii
from collections.abc import Sequence

from liaison_contracts.message_requests import RequestedMessage, RequestedText
from liaison_kit import sealing
from liaison_kit.formats import contact_points
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from pydantic import ValidationError

from liaison_notifications.model.requests.request import Asked, MessageRequest
from liaison_notifications.model.sending.delivery import Reason
from liaison_notifications.model.templates.rendering import LETTERS, spoken


def open_request(request: MessageRequest, keys: Sequence[PrivateKey]) -> Asked | Reason:
    """Whom to write to and what, in their language where it was written in it; or why there is nothing to be had."""
    if request.sealed is None:
        return Reason.CONTACT_MISSING
    try:
        message = RequestedMessage.model_validate_json(sealing.unseal(request.sealed, *keys))
    except (CryptoError, binascii.Error, ValidationError):
        return Reason.BOX_UNOPENABLE
    language = spoken(message.language)
    language = language if language in message.texts else LETTERS[0]
    text = message.texts.get(language, RequestedText())
    try:
        phone = contact_points.phone_of(message.phone) if message.phone else None
        email = contact_points.email_of(message.email) if message.email else None
    except ValueError:
        return Reason.ADDRESS_UNUSABLE
    return Asked(
        phone=phone,
        email=email,
        language=language,
        system=request.title(language),
        sms=text.sms or "",
        subject=text.subject or "",
        text=text.email or "",
    )
