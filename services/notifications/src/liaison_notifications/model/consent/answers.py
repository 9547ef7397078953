"""Answers by SMS: whoever sends STOP from a number gets nothing there any more, until they send START."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent import leaving
from liaison_notifications.model.consent.addresses import Address, hash_of, in_turn
from liaison_notifications.model.consent.choices import Wishes
from liaison_notifications.model.consent.ledger import Act, ConsentPurpose, How, entries_of
from liaison_notifications.model.consent.subscribers import Subscriber, follow
from liaison_notifications.model.consent.suppression import SuppressionReason, own_stop, suppress

TAKEN_BACK = "taken back by an SMS"


async def stop_by_sms(session: AsyncSession, address: Address, key_file: Path, now: datetime) -> None:
    """No more messages; whoever follows news withdraws that."""
    subscriber, address_hash = await _whose(session, address, key_file)
    if subscriber:
        await leaving.stop(session, subscriber, How.SMS, key_file, now)
    else:
        await suppress(session, address_hash, address.channel, SuppressionReason.UNSUBSCRIBED, now)


async def start_by_sms(session: AsyncSession, address: Address, key_file: Path, now: datetime) -> None:
    """Takes that back, and no more than that: news come again only if STOP had ended them."""
    subscriber, address_hash = await _whose(session, address, key_file)
    if subscriber is None:
        if row := await own_stop(session, address_hash, now):
            row.lift(TAKEN_BACK, None, now)
        return
    await leaving.allow(session, subscriber, TAKEN_BACK, key_file, now)
    entries = await entries_of(session, subscriber.id)
    last = entries[-1] if entries else None
    if last and (last.act, last.how) == (Act.WITHDRAWN, How.SMS):
        ended = {one.purpose for one in entries if one.at == last.at}
        wishes = Wishes(districts=[UUID(one) for one in last.districts], kinds=last.kinds)
        wishes.weekly, wishes.bulletins = ConsentPurpose.DIGEST in ended, ConsentPurpose.BULLETINS in ended
        await follow(session, subscriber, wishes, How.SMS, now, last.text_version)


async def _whose(session: AsyncSession, address: Address, key_file: Path) -> tuple[Subscriber | None, bytes]:
    address_hash = hash_of(address, key_file)
    await in_turn(session, address_hash)
    whose = select(Subscriber).where(Subscriber.address_hash == address_hash).with_for_update()
    return await session.scalar(whose), address_hash
