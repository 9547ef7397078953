"""Opening the sealed contact points and letters: only while sending, and never onto disk."""

import binascii
from collections.abc import Sequence

from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import sealing
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from pydantic import ValidationError

from liaison_notifications.model import ContactPoint, SealedLetter
from liaison_notifications.model.delivery import Channel, Purpose, Reason
from liaison_notifications.model.templates.trials import Trial


def open_contact(point: ContactPoint | None, keys: Sequence[PrivateKey]) -> Contact | Reason:
    """The contact, or why there is none to be had."""
    if point is None:
        return Reason.CONTACT_MISSING
    try:
        return Contact.model_validate_json(sealing.unseal(point.sealed, *keys))
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


def missing_address(contact: Contact, channel: Channel) -> Reason | None:
    """Why this channel does not lead to them, if so."""
    if channel == Channel.SMS:
        return None if contact.phone else Reason.NO_PHONE
    return None if contact.email else Reason.NO_EMAIL
