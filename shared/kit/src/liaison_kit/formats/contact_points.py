"""Telephone numbers and mail addresses as people type them, in the one form in which they are kept."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email


def phone_of(text: str) -> str:
    """E.164 of a telephone number, Ukrainian unless it says otherwise; ValueError if there can be no such number.

    `8 0XX…` is how long-distance numbers were dialled in Ukraine for decades, and how many still write them; as many
    leave out the plus before 380.
    """
    digits = re.sub(r"\D", "", text)
    written = f"+3{digits}" if re.fullmatch(r"80\d{9}", digits) and "+" not in text else text
    written = f"+{digits}" if re.fullmatch(r"380\d{9}", digits) else written
    try:
        number = phonenumbers.parse(written, "UA")
    except phonenumbers.NumberParseException as error:
        raise ValueError("no telephone number") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("no telephone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def takes_sms(e164: str) -> bool:
    """Whether messages can be written to this number: to a landline they cannot."""
    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return kind in {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def email_of(text: str) -> str:
    """The address in its normal form; ValueError if it cannot be one. Whether it exists is not asked."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError("no mail address") from error
