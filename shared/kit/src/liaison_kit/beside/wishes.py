"""Wishes: that somebody wants to be left alone, or erased, is kept in a file beside the database as well.

A backup that is restored later knows nothing of it. It is noted under an id that leads to nobody once the row is gone,
before the database has it: what the database then refuses, a person has asked for all the same.
"""

import fcntl
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar
from uuid import UUID

AT_ONCE = 1000

Wish = TypeVar("Wish", bound=StrEnum)
"""What can be wished: each service says it for itself."""


@dataclass(frozen=True)
class Noted(Generic[Wish]):
    """One wish and when it was said."""

    wish: Wish
    at: datetime


def note(path: Path, whose: UUID, wish: StrEnum, now: datetime) -> None:
    """It is on disk when this returns."""
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # Two machines that append to one file of NFS would write to the same place.
        fcntl.flock(handle, fcntl.LOCK_EX)
        # A line break before it, too: what a crash has cut short must not swallow the next one.
        os.write(handle, f"\n{whose} {wish} {now.isoformat()}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(folder)
        os.close(folder)


def noted(path: Path, wishes: type[Wish]) -> Mapping[UUID, Sequence[Noted[Wish]]]:
    """All of these wishes that were ever noted, oldest first; nothing where there is no file yet."""
    found: dict[UUID, list[Noted[Wish]]] = defaultdict(list)
    for line in path.read_text().splitlines() if path.exists() else []:
        try:
            whose, wish, at = line.split()
            one = Noted(wishes(wish), datetime.fromisoformat(at))
            found[UUID(whose)].append(one)
        except ValueError:
            continue
    return found


def in_lots(ids: Iterable[UUID]) -> Iterator[Sequence[UUID]]:
    """In their order, and so many at once as one question to the database bears."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
