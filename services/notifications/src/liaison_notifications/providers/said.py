"""Receipts as providers write them, read into what they say; of what else stands in them nothing is kept but names."""

import re
from collections.abc import Mapping
from typing import Any

from liaison_notifications.model.sending.receipts import Said, Says

HARMLESS = re.compile(r"[\w .:+/-]{0,60}", re.ASCII)
NUMBER_OF_A_PERSON = re.compile(r"\+?\d[\d ()-]{8,}")
ID = re.compile(r"[!-~]{1,100}")
"""What providers call a message: printable, and nothing that a database does not take."""
MOST_NAMES = 20

DELIVERED = {"delivered", "delivrd", "read"}
UNDELIVERED = {"undelivered", "undeliverable", "undeliv", "rejected", "rejectd", "failed", "deleted", "cancelled"}
NOT_REACHED = {"expired"}

GENERIC = ("status", "code", "part", "parts")
TURBOSMS = ("status", "type", "response_code", "sent", "updated", "rejected_status")
SMPP = ("stat", "err", "sub", "dlvrd")
IN_SMPP_TEXT = re.compile(r"\b(id|sub|dlvrd|submit date|done date|stat|err):(\S*)", re.IGNORECASE)


class NoReceipt(ValueError):
    """What came names no message."""


def says(status: str) -> Says:
    """Whatever is not known to be final is under way."""
    word = status.strip().lower()
    if word in DELIVERED:
        return Says.DELIVERED
    if word in UNDELIVERED:
        return Says.UNDELIVERED
    return Says.NOT_REACHED if word in NOT_REACHED else Says.UNDER_WAY


def generic(body: Any) -> list[Said]:
    """`{"id", "status"}`, and `code`, `part` and `parts` where there are such; or a list of them. NoReceipt."""
    return [
        Said(
            _id(one, "id"),
            says(str(one.get("status", ""))),
            _kept(one, GENERIC, "id"),
            _text(one.get("code")),
            _count(one.get("part")),
            _count(one.get("parts")),
        )
        for one in _items(body)
    ]


def turbosms(body: Any) -> list[Said]:
    """The items of `message/status.json`, which come in a list, alone, or within an answer. NoReceipt."""
    if isinstance(body, dict) and isinstance(body.get("response_result"), list):
        body = [one for one in _items(body["response_result"]) if one.get("response_code") in {0, None}]
    return [
        Said(
            _id(one, "message_id"),
            says(str(one.get("status", ""))),
            _kept(one, TURBOSMS, "message_id"),
            _text(one.get("rejected_status")) or None,
        )
        for one in _items(body)
    ]


def smpp(text: str, tlvs: Mapping[str, str], part: int | None = None, parts: int | None = None) -> Said:
    """The text of a deliver_sm (SMPP 3.4, appendix B); `tlvs` say `id` and `stat` where they are there. NoReceipt."""
    # What was sent stands at its end, and is not read.
    fields = {name.lower(): value for name, value in IN_SMPP_TEXT.findall(re.split(r"\btext:", text, flags=re.I)[0])}
    fields |= {name: value for name, value in tlvs.items() if value}
    return Said(
        _id(fields, "id"),
        says(fields.get("stat", "")),
        _kept(fields, SMPP, "id"),
        _text(fields.get("err")),
        part,
        parts,
    )


def _items(body: Any) -> list[dict[str, Any]]:
    items = body if isinstance(body, list) else [body]
    if not all(isinstance(one, dict) for one in items):
        raise NoReceipt
    return items


def _id(one: Mapping[str, Any], name: str) -> str:
    """As it stands there: leading zeros count."""
    value = one.get(name)
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not ID.fullmatch(str(value)):
        raise NoReceipt
    return str(value)


def _kept(one: Mapping[str, Any], names: tuple[str, ...], message_id: str) -> dict[str, Any]:
    kept: dict[str, Any] = {name: _text(one[name]) for name in names if one.get(name) is not None}
    others = sorted(str(name) for name in one if name not in names and name != message_id)
    return kept | ({"others": [_text(name) for name in others[:MOST_NAMES]]} if others else {})


def _text(value: Any) -> str | None:
    """What might be a person's number, or a text, is not kept."""
    if value is None:
        return None
    text = str(value)
    return text if HARMLESS.fullmatch(text) and not NUMBER_OF_A_PERSON.search(text.replace(":", "")) else "?"


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 255 else None
