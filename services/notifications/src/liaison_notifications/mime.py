"""The form of a mail (RFC 5322, 2045): what the standard library does several times as slowly, where thousands go out.

It parses each header on the way in and encodes bodies in Python; here headers are written as they are, encoded only
where they must be, and bodies by the C library. The library still puts the whole together.
"""

import binascii
import re
from email import policy
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

LONGEST_LINE = 78
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class _Quick(policy.EmailPolicy):
    """Headers are text: read as they were written, folded and encoded only when they are long or not ASCII."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        text = str(value)
        if "\r" in text or "\n" in text:
            raise ValueError("a header is one line")
        return name, text

    def header_fetch_parse(self, name: str, value: Any) -> Any:  # noqa: ARG002 - the library's signature
        return value

    def fold_binary(self, name: str, value: Any) -> bytes:
        line = f"{name}: {value}"
        # An address in angle brackets is one word: the library would encode a long one, and no program read it.
        if value.isascii() and (len(line) <= LONGEST_LINE or name.startswith("List-")):
            return line.encode() + b"\r\n"
        return _folded(name, value)


@lru_cache(maxsize=512)
def _folded(name: str, value: str) -> bytes:
    """Sender and subject are the same in thousands of mails."""
    return policy.SMTP.fold_binary(*policy.SMTP.header_store_parse(name, value))


QUICK = _Quick(linesep="\r\n", max_line_length=LONGEST_LINE)


def new_mail() -> EmailMessage:
    """Without headers yet; one that has a line break in it is a ValueError."""
    return EmailMessage(policy=QUICK)


def fill(message: EmailMessage, text: str, calendar: bytes = b"", boundary: str = "") -> None:
    """Gives it its text and, where there is one, a calendar file. `boundary`: letters and digits of its own."""
    message["MIME-Version"] = "1.0"
    if not calendar:
        _write(message, text)
        return
    # An equals sign before anything but hexadecimal digits stands in no quoted-printable text.
    message["Content-Type"] = f'multipart/mixed; boundary="=_{boundary}"'
    part = EmailMessage(policy=QUICK)
    _write(part, text)
    message.set_payload([part, _calendar(calendar)])


def as_data(message: EmailMessage) -> bytes:
    """As SMTP's DATA takes it, with the dot that ends it (RFC 5321, 4.5.2)."""
    content = LEADING_DOT.sub(b"..", message.as_bytes())
    # That dot must stand on a line of its own.
    return content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")


def _write(part: EmailMessage, text: str, kind: str = 'text/plain; charset="utf-8"') -> None:
    part["Content-Type"] = kind
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(binascii.b2a_qp(text.encode(), istext=True).decode("ascii"))


@lru_cache(maxsize=256)
def _calendar(content: bytes) -> EmailMessage:
    """Read only: many mails share it."""
    part = EmailMessage(policy=QUICK)
    _write(part, content.decode().replace("\r\n", "\n"), 'text/calendar; charset="utf-8"; method="PUBLISH"')
    part["Content-Disposition"] = 'attachment; filename="event.ics"'
    return part
