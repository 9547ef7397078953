"""The form of a mail (RFC 5322, 2045): what the standard library does several times as slowly, where thousands go out.

It parses each header on the way in and encodes bodies in Python; here headers are written as they are, encoded only
where they must be, and bodies by the C library.
"""

import binascii
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

LONGEST_LINE = 78
LONGEST_BASE64 = 76
CALENDAR = 'Content-Disposition: attachment; filename="event.ics"\r\n'


class _Quick(policy.EmailPolicy):
    """Headers are text: read as they were written, folded and encoded only when they are long or not ASCII."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        text = str(value)
        if "\r" in text or "\n" in text:
            raise ValueError("a header is one line")
        return name, text

    def header_max_count(self, name: str) -> int | None:  # noqa: ARG002 - the library's signature
        """The library makes a class for each header to know that. Ours are written once."""
        return None

    def header_fetch_parse(self, name: str, value: Any) -> Any:  # noqa: ARG002 - likewise
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


def fill(message: EmailMessage, text: str, html: str, boundary: str, calendar: bytes = b"") -> None:
    """Gives it its text, the same as HTML and, where there is one, a calendar file. `boundary`: letters and digits of
    its own.
    """
    # An equals sign before anything but hexadecimal digits stands in no quoted-printable text, and none in base64.
    kind, content = _multipart("alternative", f"=_{boundary}", [_text(text), _html(html)])
    if calendar:
        said = f"Content-Type: {kind}\r\n\r\n{content}"
        kind, content = _multipart("mixed", f"=-{boundary}", [said, _calendar(calendar)])
    message["MIME-Version"], message["Content-Type"] = "1.0", kind
    # As it goes out: given part by part, the library takes each line in hand.
    message.set_payload(content)


def as_data(message: EmailMessage) -> bytes:
    """A mail that was filled here as SMTP's DATA takes it, with the dot that ends it (RFC 5321, 4.5.2)."""
    # Not message.as_bytes(): it takes a body that is whole already in hand again, line by line.
    head = b"".join(QUICK.fold_binary(name, value) for name, value in message.raw_items())
    content = (head + b"\r\n" + str(message.get_payload()).encode()).replace(b"\r\n.", b"\r\n..")
    # That dot must stand on a line of its own.
    return content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")


def _multipart(kind: str, boundary: str, parts: Sequence[str]) -> tuple[str, str]:
    """What it is, as its header says it, and what is in it."""
    begin = f"--{boundary}\r\n"
    content = begin + begin.join(f"{part}\r\n" for part in parts) + f"--{boundary}--\r\n"
    return f'multipart/{kind}; boundary="{boundary}"', content


def _text(text: str) -> str:
    """Readable in the source of a mail, too."""
    return _quoted('text/plain; charset="utf-8"', text)


def _quoted(kind: str, text: str, more: str = "") -> str:
    # Each line ends as SMTP wants it: an end that only some take for one could hide a command.
    content = binascii.b2a_qp("\n".join(text.splitlines()).encode() + b"\n", istext=True).decode("ascii")
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    return f"{head}{more}\r\n" + content.replace("\n", "\r\n")


def _html(html: str) -> str:
    """In base64, which takes a tenth of the time."""
    content = binascii.b2a_base64(html.encode(), newline=False).decode("ascii")
    lines = [content[start : start + LONGEST_BASE64] for start in range(0, len(content), LONGEST_BASE64)]
    head = 'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head + "\r\n".join(lines)


@lru_cache(maxsize=256)
def _calendar(content: bytes) -> str:
    """Many mails share it."""
    return _quoted('text/calendar; charset="utf-8"; method="PUBLISH"', content.decode(), CALENDAR)
