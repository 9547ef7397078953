"""Leaving: somebody unsubscribes, stops every message, or is erased; and after a restore of a backup once more."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from liaison_kit.beside.wishes import Noted, in_lots, noted
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent.ledger import How, entries_of
from liaison_notifications.model.consent.messages import call_off
from liaison_notifications.model.consent.subscribers import Subscriber, erase, withdraw
from liaison_notifications.model.consent.suppression import SuppressionReason, own_stop, suppress
from liaison_notifications.model.consent.wishes import Wish, note, wishes_file
from liaison_notifications.model.sending.delivery import Channel


async def unsubscribe(session: AsyncSession, subscriber: Subscriber, how: How, key_file: Path, now: datetime) -> None:
    """No more news; what waits is called off."""
    await note(key_file, subscriber.id, Wish.UNSUBSCRIBED, now)
    await _unsubscribe(session, subscriber, how, now)


async def stop(session: AsyncSession, subscriber: Subscriber, how: How, key_file: Path, now: datetime) -> None:
    """No more messages at all."""
    await note(key_file, subscriber.id, Wish.STOPPED, now)
    await _stop(session, subscriber, how, now)


async def allow(session: AsyncSession, subscriber: Subscriber, because: str, key_file: Path, now: datetime) -> None:
    """Takes that back, if it was said; what others have said against the address stays."""
    await note(key_file, subscriber.id, Wish.ALLOWED, now)
    if row := await own_stop(session, subscriber.address_hash, now):
        row.lift(because, None, now)


async def be_erased(session: AsyncSession, subscriber: Subscriber, key_file: Path, now: datetime) -> None:
    """Nothing is kept that leads to this address, and no backup brings it back."""
    await note(key_file, subscriber.id, Wish.ERASED, now)
    await _be_erased(session, subscriber, now)


async def heed_again(session: AsyncSession, key_file: Path, now: datetime) -> list[Subscriber]:
    """What was wished, and is not so here: only after a restore. Those who were erased by it."""
    wishes, erased = await asyncio.to_thread(noted, wishes_file(key_file), Wish), []
    for lot in in_lots(wishes):
        here = select(Subscriber).where(Subscriber.id.in_(lot)).with_for_update()
        for subscriber in (await session.scalars(here)).all():
            if await _heed(session, subscriber, wishes[subscriber.id], now):
                erased.append(subscriber)
    return erased


async def _heed(session: AsyncSession, subscriber: Subscriber, wishes: Sequence[Noted[Wish]], now: datetime) -> bool:
    """Whether they are erased now."""
    said = [one.wish for one in wishes if one.wish in {Wish.STOPPED, Wish.ALLOWED}]
    if said and said[-1] == Wish.STOPPED and not await own_stop(session, subscriber.address_hash, now):
        await _stop(session, subscriber, How.PAGE, now)
    if any(one.wish == Wish.ERASED for one in wishes):
        await _be_erased(session, subscriber, now)
        return True
    left = max((one.at for one in wishes if one.wish != Wish.ALLOWED), default=None)
    entries = await entries_of(session, subscriber.id) if left else []
    # Whoever has agreed to something since is on the ledger with it.
    if left and entries and entries[-1].at < left:
        await _unsubscribe(session, subscriber, How.PAGE, now)
    return False


async def _unsubscribe(session: AsyncSession, subscriber: Subscriber, how: How, now: datetime) -> None:
    await withdraw(session, subscriber, how, now)
    await call_off(session, subscriber, now)


async def _stop(session: AsyncSession, subscriber: Subscriber, how: How, now: datetime) -> None:
    await _unsubscribe(session, subscriber, how, now)
    await suppress(session, subscriber.address_hash, Channel(subscriber.channel), SuppressionReason.UNSUBSCRIBED, now)


async def _be_erased(session: AsyncSession, subscriber: Subscriber, now: datetime) -> None:
    await call_off(session, subscriber, now)
    await erase(session, subscriber, How.ERASURE, now)
