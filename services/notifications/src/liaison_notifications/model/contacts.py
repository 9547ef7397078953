"""Opening the sealed contact points and letters: only while sending, and never onto disk."""

import binascii
from collections.abc import Sequence

from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import sealing
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from pydantic import ValidationError

from liaison_notifications.model import ContactPoint, SealedLetter
from liaison_notifications.model.consent.opt_in import OptIn, SealedOptIn
from liaison_notifications.model.consent.subscribers import Subscriber
from liaison_notifications.model.sending.delivery import Channel, Purpose, Reason
from liaison_notifications.model.templates.trials import Trial

ONE_IS_ENOUGH = frozenset({Purpose.THANKS})
"""Nothing is lost by whoever does not read them: no SMS where there is an email."""


def open_contact(point: ContactPoint | OptIn | Subscriber | None, keys: Sequence[PrivateKey]) -> Contact | Reason:
    """The contact, or why there is none to be had."""
    if point is None or point.sealed is None:
        return Reason.CONTACT_MISSING
    kind = SealedOptIn if isinstance(point, OptIn) else Contact
    try:
        return kind.model_validate_json(sealing.unseal(point.sealed, *keys))
    except (CryptoError, binascii.Error, ValidationError):
        return Reason.BOX_UNOPENABLE


def open_letter(letter: SealedLetter | None, keys: Sequence[PrivateKey], purpose: str) -> StaffLetter | Trial | Reason:
    """The letter, or why there is none to be had."""
    if letter is None:
        return Reason.CONTACT_MISSING
    try:
        content = sealing.unseal(letter.sealed, *keys)
        return (Trial if purpose == Purpose.TRIAL else StaffLetter).model_validate_json(content)
    except (CryptoError, binascii.Error, ValidationError):
        return Reason.BOX_UNOPENABLE


def missing_address(contact: Contact, channel: Channel, purpose: str = "") -> Reason | None:
    """Why this channel does not lead to them, if so, or need not."""
    if channel == Channel.SMS and contact.email and purpose in ONE_IS_ENOUGH:
        return Reason.BY_EMAIL
    if channel == Channel.SMS:
        return None if contact.phone else Reason.NO_PHONE
    return None if contact.email else Reason.NO_EMAIL
