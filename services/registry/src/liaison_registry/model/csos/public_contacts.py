"""How the public reaches an organisation, as people write it: a telephone, an email, a website."""

import re
from typing import Annotated, LiteralString
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from liaison_registry.model.text import OneLine

CONTACT_TEXTS: dict[str, LiteralString] = {
    "phone": "This is not a telephone number. Write it like 067 123 45 67.",
    "email": "This is not an email address. Write it like name@example.com.",
    "website": "This is not a web address. Write it like https://example.org.",
}
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(\.(?!-)[\w-]{1,63}(?<!-))*\.[^\W\d_]{2,63}")


def _error(kind: str) -> PydanticCustomError:
    return PydanticCustomError(kind, CONTACT_TEXTS[kind])


def phone_of(text: str) -> str:
    """E.164 of a telephone number, Ukrainian unless it says otherwise; PydanticCustomError if there can be none.

    `8 0XX…` is how long-distance numbers were dialled in Ukraine for decades, and how many still write them.
    """
    digits = re.sub(r"\D", "", text)
    written = f"+3{digits}" if re.fullmatch(r"80\d{9}", digits) and "+" not in text else text
    written = f"+{digits}" if re.fullmatch(r"380\d{9}", digits) else written
    try:
        number = phonenumbers.parse(written, "UA")
    except phonenumbers.NumberParseException:
        raise _error("phone") from None
    if not phonenumbers.is_valid_number(number):
        raise _error("phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_of(text: str) -> str:
    """The address in its normal form; PydanticCustomError if it cannot be one. Whether it exists is not asked."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise _error("email") from None


def website_of(text: str) -> str:
    """An address with http or https in front, a host with a domain, and nobody's password in it."""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _error("website") from None
    host = parts.netloc.removesuffix(f":{port}")
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or re.search(r"[\s<>\"\\]", address):
        raise _error("website")
    return address


Phone = Annotated[OneLine, Field(max_length=50), AfterValidator(phone_of)]
Email = Annotated[OneLine, Field(max_length=254), AfterValidator(email_of)]
Website = Annotated[OneLine, Field(max_length=500), AfterValidator(website_of)]
