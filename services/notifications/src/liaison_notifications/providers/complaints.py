"""Complaints: reports of feedback loops, that somebody has called a mail of ours spam (ARF: RFC 5965)."""

from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message
from typing import Any
from uuid import UUID

from liaison_notifications.providers.verp import Verp

COMPLAINTS = {"abuse", "fraud", "opt-out", "opt-out-list"}
"""All else is about something else, "not-spam" about the opposite."""
MOST = 1000
"""Of one call."""


def read(content: bytes, verp: Verp) -> UUID | None:
    """The delivery that it is about; None for whatever is no complaint about a mail of ours, or cannot be proven to be.

    It is proven by the sender that the mail left with, for the report itself has none but what anybody can write.
    """
    try:
        senders = " ".join(_complained_of(message_from_bytes(content)))
    except Exception:  # noqa: BLE001 - anybody can write to this address, and the library raises all kinds for bad mail
        return None
    return verp.delivery_in(senders)


def _complained_of(mail: Message) -> Iterator[str]:
    """What may be the sender of the mail that is complained of; nothing where it is no complaint."""
    if mail.get_content_type() != "multipart/report":
        return
    parts = list(mail.walk())
    said = next((one for one in parts if one.get_content_type() == "message/feedback-report"), None)
    fields = _inner(said)
    if fields is not None and str(fields.get("Feedback-Type", "")).strip().lower() in COMPLAINTS:
        yield from _senders(fields, parts)


def _senders(fields: Message, parts: list[Message]) -> Iterator[str]:
    """Wherever loops leave it: most black out the recipient, some all but the mail's own headers."""
    yield str(fields.get("Original-Mail-From", ""))
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            yield str(message_from_string(str(part.get_payload())).get("Return-Path", ""))
        else:
            yield str(part.get("Return-Path", ""))


def _inner(part: Message | None) -> Message | None:
    """The library reads `message/…` as a mail within it."""
    content = part.get_payload() if part is not None and part.is_multipart() else None
    return content[0] if isinstance(content, list) and isinstance(content[0], Message) else None


def named(said: Any, verp: Verp) -> list[UUID]:
    """Of a relay's own report, `{"message": …}` or a list of them: the sender that a mail left with, its Message-ID, or
    our own id. ValueError for what is none; what is nobody's is left out.
    """
    found = said if isinstance(said, list) else [said]
    if not found or len(found) > MOST:
        raise ValueError("no complaint, or too many")
    ids = []
    for one in found:
        text = one.get("message") if isinstance(one, dict) else None
        if not isinstance(text, str):
            raise ValueError("no message")
        ids.append(verp.delivery_in(text) or _own(text))
    return [one for one in ids if one]


def _own(text: str) -> UUID | None:
    try:
        return UUID(text.strip().removeprefix("<").partition("@")[0])
    except ValueError:
        return None
