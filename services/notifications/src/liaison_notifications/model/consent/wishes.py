"""What people wish of messages as such, and where that is noted so that it outlives the database."""

import asyncio
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from liaison_kit.beside import wishes


class Wish(StrEnum):
    """What somebody has said of messages, apart from which news they follow."""

    ERASED = "erased"
    UNSUBSCRIBED = "unsubscribed"
    STOPPED = "stopped"
    ALLOWED = "allowed"


def wishes_file(key_file: Path) -> Path:
    """Beside the sealing keys: who writes here may read those, and both are backed up together."""
    return key_file.with_name(f"{key_file.name}.wishes")


async def note(key_file: Path, subscriber_id: UUID, wish: Wish, now: datetime) -> None:
    """Before the database has it."""
    await asyncio.to_thread(wishes.note, wishes_file(key_file), subscriber_id, wish, now)
