"""What people write about an office for residents: several lines of text, public contacts, codes."""

import re
import unicodedata
from typing import Annotated, LiteralString

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from liaison_registry.model.csos.public_contacts import email_of, phone_of
from liaison_registry.model.text import OneLine

WRITTEN_TEXTS: dict[str, LiteralString] = {
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


def _formed(pattern: str, kind: LiteralString) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise _error(kind)
        return text

    return AfterValidator(check)


# Before the length is looked at, so that for `min_length=1` an empty line is nothing.
Lines = Annotated[str, Field(max_length=2000), BeforeValidator(_lines)]
"""Several lines, at most 2,000 characters; of control characters only line ends."""

PublicPhone = Annotated[OneLine, Field(max_length=40), AfterValidator(phone_of)]
"""A telephone number as people write it, kept in the form of E.164; without +, one of Ukraine."""

PublicEmail = Annotated[OneLine, Field(max_length=254), AfterValidator(email_of)]
SettlementCode = Annotated[OneLine, _formed("UA[0-9]{17}", "katottg")]
PostalCode = Annotated[OneLine, _formed("[0-9]{5}", "post_code")]
