"""Text that people write: one line, without the control characters that PostgreSQL or a page would choke on."""

import unicodedata
from typing import Annotated, LiteralString

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

LINE_TEXTS: dict[str, LiteralString] = {
    "control_character": "Write it on one line, with ordinary characters only.",
}


def _without_control_characters(text: str) -> str:
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise PydanticCustomError("control_character", LINE_TEXTS["control_character"])
    return text


OneLine = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_without_control_characters)]
"""A field adds its own length: `name: OneLine = Field(min_length=1, max_length=200)`."""
