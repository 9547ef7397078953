"""Two people edit one thing: the second is told, and nothing is overwritten (RFC 9110, sections 8.8.3 and 13.1.1).

What is shown carries an ETag, the version of the thing. A command that comes with `If-Match` is refused where the
version is another by then; a form carries the version it was filled in from (`parts.form(…, version=…)`).
"""

import re
from typing import Annotated

from fastapi import Depends, Header, Response

from liaison_kit.database import Aggregate
from liaison_kit.errors import Refusal

HEADER = "if-match"


class ChangedMeanwhile(Refusal):
    """Somebody has changed this since you opened it. Look at what it says now, and send again what is still right."""

    status = 412


class Expected:
    """The version that a command was meant for, if it said so."""

    def __init__(self, if_match: str | None) -> None:
        self._any = if_match is None or if_match.strip() == "*"
        self._versions = {int(one) for one in re.findall(r'"(\d{1,18})"', if_match or "")}

    def must_be(self, thing: Aggregate) -> None:
        """ChangedMeanwhile if it was meant for another version; lock the thing first."""
        if not self._any and thing.version not in self._versions:
            raise ChangedMeanwhile


Said = Annotated[str | None, Header(description="The ETag of what was seen; 412 if it is another by now.")]


def _expected(if_match: Said = None) -> Expected:
    return Expected(if_match)


IfMatch = Annotated[Expected, Depends(_expected)]
"""`expected.must_be(office)`, before anything is changed."""


def etag(version: int) -> str:
    return f'"{version}"'


def tell_version(response: Response, version: int) -> None:
    """Sets the ETag of the answer."""
    response.headers["ETag"] = etag(version)
