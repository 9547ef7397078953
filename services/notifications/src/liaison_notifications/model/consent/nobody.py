"""Contacts of nobody: events tells one in place of who was erased there, and a backup restored here knows none of it.

So it is noted here, too, and heeded again. Only boxes no longer than that of nobody are opened to find them.
"""

import asyncio
from datetime import datetime
from pathlib import Path

from liaison_contracts.notifications import NOBODY
from liaison_kit import sealing
from liaison_kit.beside.wishes import in_lots, noted
from liaison_kit.database import get
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, SealingKey
from liaison_notifications.model.consent.wishes import Wish, note, wishes_file
from liaison_notifications.model.contacts import open_contact
from liaison_notifications.model.sealing_key import THE_KEY

CONTENT = NOBODY.model_dump_json().encode()


async def note_nobodies(session: AsyncSession, key_file: Path, now: datetime) -> None:
    """Each once, in the file that outlives the database."""
    key = await get(session, SealingKey, THE_KEY)
    short = func.length(ContactPoint.sealed) <= len(sealing.seal(CONTENT, key.public_key))
    known = await asyncio.to_thread(noted, wishes_file(key_file), Wish)
    points = [one for one in await session.scalars(select(ContactPoint).where(short)) if one.id not in known]
    keys = sealing.private_keys(key_file) if points else []
    for point in points:
        if open_contact(point, keys) == NOBODY:
            await note(key_file, point.id, Wish.ERASED, now)


async def empty_again(session: AsyncSession, key_file: Path) -> int:
    """How many are nobody's once more: only after a restore. Their version stays, so that what events tells counts."""
    key = await get(session, SealingKey, THE_KEY)
    wishes, emptied = await asyncio.to_thread(noted, wishes_file(key_file), Wish), 0
    long = func.length(ContactPoint.sealed) > len(sealing.seal(CONTENT, key.public_key))
    erased = [whose for whose, said in wishes.items() if any(one.wish == Wish.ERASED for one in said)]
    for lot in in_lots(erased):
        here = select(ContactPoint).where(ContactPoint.id.in_(lot), long).with_for_update()
        for point in await session.scalars(here):
            point.sealed, point.key_version = sealing.seal(CONTENT, key.public_key), key.version
            emptied += 1
    return emptied
