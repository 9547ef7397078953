"""Dead letters as they are shown: `in-17` came from Kafka and was parked, `out-17` is ours and was refused."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from liaison_contracts.envelope import CONTENT_TYPE
from pydantic import BaseModel

from liaison_kit.tables import OutboxRow, ParkedRow

SAME = ("topic", "partition", "reason", "parked_at", "attempts", "try_again_at", "dropped_at", "dropped_because")


class Standing(StrEnum):
    """`waiting` holds up the later records of its key; `dropped` holds up nobody and is never applied or sent."""

    WAITING = "waiting"
    DROPPED = "dropped"


class DeadLetter(BaseModel):
    """One record. `due`: it, or the record it waits behind, is to be tried at this moment.

    `attempts` are the tries after the first; `try_again_at` null means: only when somebody asks. `offset` is null for
    what has not been on Kafka. `parked_at` of an outgoing one is when it was published.
    """

    id: str
    state: Standing
    topic: str
    key: str | None
    partition: int | None
    offset: int | None
    reason: str
    parked_at: datetime
    attempts: int
    try_again_at: datetime | None
    due: bool
    waits_behind: str | None
    dropped_at: datetime | None
    dropped_because: str | None


class Content(BaseModel):
    """Bytes: `text` where they are UTF-8, else `base64`."""

    text: str | None = None
    base64: str | None = None

    @property
    def readable(self) -> str:
        """For a page: JSON indented, any other text as it is."""
        if self.text is None:
            return self.base64 or ""
        try:
            indented = json.dumps(json.loads(self.text), indent=2, ensure_ascii=False)
            indented.encode()  # an escaped half of a character is JSON, but can be sent to nobody
        except (ValueError, RecursionError):
            return self.text
        return indented


class Header(Content):
    """One header of a record."""

    name: str


class Whole(DeadLetter):
    """With what it says; `value` is null for a tombstone. `followed_by`: so many later records of its key wait, too."""

    followed_by: int
    value: Content | None
    headers: list[Header]


def incoming(row: ParkedRow, head: ParkedRow, now: datetime) -> DeadLetter:
    """`head` is the first that waits under its key, perhaps itself."""
    waits = row.dropped_at is None
    return DeadLetter(
        id=f"in-{row.id}" if row.offset >= 0 else f"out-{-row.offset}",
        state=Standing.WAITING if waits else Standing.DROPPED,
        key=None if row.key is None else row.key.decode(errors="backslashreplace"),
        offset=row.offset if row.offset >= 0 else None,
        due=waits and head.try_again_at is not None and head.try_again_at <= now,
        waits_behind=f"in-{head.id}" if waits and head.id != row.id else None,
        **{name: getattr(row, name) for name in SAME},
    )


def outgoing(row: OutboxRow) -> DeadLetter:
    """`due` once it is no longer refused: then the relay has it in hand."""
    return DeadLetter(
        id=f"out-{row.id}",
        state=Standing.WAITING,
        topic=row.topic,
        key=row.key,
        partition=row.shard,
        offset=None,
        reason=row.refused or "to be sent",
        parked_at=row.created_at,
        attempts=0,
        try_again_at=None,
        due=row.refused is None,
        waits_behind=None,
        dropped_at=None,
        dropped_because=None,
    )


def whole(letter: DeadLetter, row: ParkedRow | OutboxRow, followed_by: int) -> Whole:
    """The same with its bytes."""
    if isinstance(row, OutboxRow):
        value: Mapping[str, str] | None = _content(row.payload)
        headers: list[Mapping[str, Any]] = [{"name": "content-type", "text": CONTENT_TYPE}]
    else:
        value = None if row.value is None else _content(row.value)
        headers = [{"name": one["name"], **_content(base64.b64decode(one["base64"]))} for one in row.headers]
    return Whole.model_validate(letter.model_dump() | {"value": value, "headers": headers, "followed_by": followed_by})


def _content(value: bytes) -> Mapping[str, str]:
    try:
        return {"text": value.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}
