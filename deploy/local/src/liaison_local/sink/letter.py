"""A received mail as a person or a test reads it: headers, text and attachments, decoded."""

from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from typing import Any

from liaison_local.sink.store import Row


def letter(row: Row) -> dict[str, Any]:
    """Attachments of a text type carry their `text`, so that a calendar file can be looked into."""
    message = BytesParser(policy=policy.default).parsebytes(row["content"])
    assert isinstance(message, EmailMessage)
    headers: dict[str, str] = {}
    for name, value in message.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else str(value)
    return {
        "number": row["number"],
        "received_at": row["received_at"],
        "from": row["sender"],
        "to": row["recipients"],
        "subject": headers.get("Subject", ""),
        "headers": headers,
        "text": _body(message, "plain"),
        "html": _body(message, "html"),
        "attachments": [_attachment(part) for part in message.iter_attachments()] if message.is_multipart() else [],
    }


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    # On the wire a line ends with CR LF; a reader wants the text as it was written.
    return _text(part).replace("\r\n", "\n") if part is not None else None


def _attachment(part: EmailMessage) -> dict[str, Any]:
    payload = part.get_payload(decode=True)
    return {
        "filename": part.get_filename(),
        "content_type": part.get_content_type(),
        "size": len(payload) if isinstance(payload, bytes) else 0,
        "text": _text(part) if part.get_content_maintype() == "text" else None,
    }


def _text(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a charset nobody knows
        return payload.decode("utf-8", "replace")
