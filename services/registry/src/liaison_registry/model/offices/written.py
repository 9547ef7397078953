"""What people write about an office for residents: several lines of text, public contacts, codes."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, LiteralString

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from liaison_kit.clock import KYIV
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from liaison_registry.model.text import OneLine

WRITTEN_TEXTS: dict[str, LiteralString] = {
    "phone": "This is not a telephone number. Write it like 067 123 45 67.",
    "email": "This is not an email address. Write it like name@example.com.",
    "katottg": "A KATOTTG code is UA and 17 digits.",
    "post_code": "A postal code is five digits.",
    "lines": "Use ordinary characters only.",
}


def _error(kind: str) -> PydanticCustomError:
    return PydanticCustomError(kind, WRITTEN_TEXTS[kind])


def _lines(text: object) -> object:
    if not isinstance(text, str):
        return text
    lines = [" ".join(line.split(" ")).strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if any(unicodedata.category(character) == "Cc" for line in lines for character in line):
        raise _error("lines")
    return "\n".join(lines).strip()


def _phone(text: str) -> str:
    # `8 0XX…` is how long-distance numbers were dialled in Ukraine for decades, and how many still write them.
    digits = re.sub(r"\D", "", text)
    written = f"+3{digits}" if re.fullmatch(r"80\d{9}", digits) and "+" not in text else text
    try:
        number = phonenumbers.parse(written, "UA")
    except phonenumbers.NumberParseException:
        raise _error("phone") from None
    if not phonenumbers.is_valid_number(number):
        raise _error("phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise _error("email") from None


def _formed(pattern: str, kind: LiteralString) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise _error(kind)
        return text

    return AfterValidator(check)


LeftEmpty = BeforeValidator(lambda given: None if isinstance(given, str) and not given.strip() else given)
"""For `… | None`: a field that was left empty says nothing."""

# Before the length is looked at, so that for `min_length=1` an empty line is nothing.
Lines = Annotated[str, Field(max_length=2000), BeforeValidator(_lines)]
"""Several lines, at most 2,000 characters; of control characters only line ends."""

PublicPhone = Annotated[OneLine, Field(max_length=40), AfterValidator(_phone)]
"""A telephone number as people write it, kept in the form of E.164; without +, one of Ukraine."""

PublicEmail = Annotated[OneLine, Field(max_length=254), AfterValidator(_email)]
SettlementCode = Annotated[OneLine, _formed("UA[0-9]{17}", "katottg")]
PostalCode = Annotated[OneLine, _formed("[0-9]{5}", "post_code")]


def _in_utc(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=KYIV)).astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""Without an offset it is what a clock in Kyiv shows: a skipped hour moves forward, a repeated one is the first."""
