"""Two people edit one thing: the second is told, and nothing is overwritten (RFC 9110, sections 8.8.3 and 13.1.1).

What is shown carries an ETag, the version of the thing. A command that comes with `If-Match` is refused where the
version is another by then; a form carries the version it was filled in from (`parts.form(…, version=…)`).

And what a program asks for every hour is not sent again while it is the same (sections 13.1.2 and 13.1.3).
"""

import hashlib
import re
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated

from fastapi import Depends, Header, Request, Response

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


def answer_if_changed(request: Request, content: bytes, media_type: str, changed_at: datetime) -> Response:
    """The content, or 304 where the asker has it already; `changed_at`, UTC, is when it last became another."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Last-Modified": format_datetime(changed_at, usegmt=True)}
    if _has_it(request, tag, changed_at):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _has_it(request: Request, tag: str, changed_at: datetime) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        # A proxy that compresses makes our tag a weak one; for reading, weak is good enough.
        return known.strip() == "*" or tag in re.findall(r'(?:W/)?("[^"]*")', known)
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and changed_at.replace(microsecond=0) <= since
