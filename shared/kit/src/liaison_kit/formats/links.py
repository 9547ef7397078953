"""Links that people type: the whole address of something on the web, and never a script (`javascript:`)."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

LINK = r"^https?://[^\s\x00-\x1f\"<>]+$"


def link_of(text: str) -> str:
    """The same; PydanticCustomError `link` where it is none."""
    if not re.match(LINK, text):
        raise PydanticCustomError("link", "not a link")
    return text


Link = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=500),
    AfterValidator(link_of),
    Field(json_schema_extra={"pattern": LINK}),
]
