"""Wishes: that somebody wants to be left alone, or erased, is kept beside the database as well.

A backup that is restored later knows nothing of it. It is noted under an id that leads to nobody, in a file beside the
sealing keys, before the database has it: what the database then refuses, a person has asked for all the same.
"""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID


class Wish(StrEnum):
    """What somebody has said of messages, apart from which news they follow."""

    ERASED = "erased"
    UNSUBSCRIBED = "unsubscribed"
    STOPPED = "stopped"
    ALLOWED = "allowed"


@dataclass(frozen=True)
class Noted:
    """One wish and when it was said."""

    wish: Wish
    at: datetime


def wishes_file(key_file: Path) -> Path:
    return key_file.with_name(f"{key_file.name}.wishes")


def note(key_file: Path, subscriber_id: UUID, wish: Wish, now: datetime) -> None:
    """It is on disk when this returns."""
    path = wishes_file(key_file)
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # A line break before it, too: what a crash has cut short must not swallow the next one.
        os.write(handle, f"\n{subscriber_id} {wish} {now.isoformat()}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(folder)
        os.close(folder)


def noted(key_file: Path) -> Mapping[UUID, Sequence[Noted]]:
    """All that was ever noted, oldest first; nothing where there is no file yet."""
    found: dict[UUID, list[Noted]] = defaultdict(list)
    path = wishes_file(key_file)
    for line in path.read_text().splitlines() if path.exists() else []:
        try:
            subscriber_id, wish, at = line.split()
            found[UUID(subscriber_id)].append(Noted(Wish(wish), datetime.fromisoformat(at)))
        except ValueError:
            continue
    return found
