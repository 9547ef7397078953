"""Answers by SMS: whoever sends STOP from a number gets nothing there any more, until they send START."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import structlog
from liaison_kit.formats import contact_points
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent import leaving
from liaison_notifications.model.consent.addresses import Address, hash_of, in_turn
from liaison_notifications.model.consent.choices import Wishes
from liaison_notifications.model.consent.ledger import Act, ConsentPurpose, How, entries_of
from liaison_notifications.model.consent.subscribers import Subscriber, follow
from liaison_notifications.model.consent.suppression import SuppressionReason, own_stop, suppress
from liaison_notifications.model.sending.delivery import Channel

log = structlog.get_logger()

TAKEN_BACK = "taken back by an SMS"


class Word(StrEnum):
    """What somebody says; anything else is OTHER, and does nothing."""

    STOP = "stop"
    START = "start"
    OTHER = "other"


WORDS = {
    "stop": Word.STOP,
    "стоп": Word.STOP,
    "відписатися": Word.STOP,
    "відписатись": Word.STOP,
    "start": Word.START,
    "старт": Word.START,
}


@dataclass(frozen=True)
class Answer:
    """One SMS to our number: who sent it, as the network wrote them, and the one word that matters."""

    sender: str
    word: Word


def answer_of(sender: str, text: str) -> Answer:
    """Of the text nothing else is kept. The word alone: "do not stop" must stop nothing."""
    word = re.sub(r"^\W+|\W+$", "", text).casefold()
    return Answer(sender, WORDS.get(word, Word.OTHER))


async def heed(session: AsyncSession, answers: Iterable[Answer], key_file: Path, now: datetime) -> None:
    """In the order of their senders, so that two who hand over the same do not wait for each other; of one sender, as
    they came. No fact: each is about one person."""
    found = [(_sender(each), each.word) for each in answers]
    for address, word in sorted(found, key=lambda one: one[0].text if one[0] else ""):
        if address and word == Word.STOP:
            await stop_by_sms(session, address, key_file, now)
        elif address and word == Word.START:
            await start_by_sms(session, address, key_file, now)
        log.info("sms.answered", said=word, known=address is not None)


def _sender(answer: Answer) -> Address | None:
    try:
        return Address(Channel.SMS, contact_points.phone_of(answer.sender))
    except ValueError:
        return None


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
