"""Links that unsubscribe and can do nothing else.

They stand in headers of mails, which providers, scanners and whoever a mail is forwarded to read; a subscriber's own
link would show and change all that is kept of them. Nothing is stored for it: it says whose it is, by the id that leads
nowhere else, and proves that it was made here. An own link, as earlier mails have it there, unsubscribes, too.
"""

import hmac
from pathlib import Path
from uuid import UUID

from liaison_kit import sealing
from liaison_kit.errors import NotFound
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.consent.addresses import address_secret
from liaison_notifications.model.consent.subscribers import LETTERS, Subscriber, by_link

BEGINNING = "U"
"""A capital, so that the logs know it as something to hide."""
ID_BYTES, PROOF_BYTES = 16, 16
LENGTH = 44
"""Digits of a number of 32 bytes in as many letters as there are."""


def unsubscribing_token(subscriber_id: UUID, key_file: Path) -> str:
    """The same each time. FileNotFoundError before the first migration."""
    number = int.from_bytes(subscriber_id.bytes + _proof(subscriber_id, key_file))
    digits = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(LETTERS))
        digits = LETTERS[digit] + digits
    return BEGINNING + digits


async def to_unsubscribe(session: AsyncSession, token: str, key_file: Path, *, hold: bool = False) -> Subscriber:
    """Whom this link unsubscribes, be it their own; NotFound for nobody's. `hold`: until the transaction ends."""
    subscriber_id = _read(token, key_file)
    if subscriber_id is None:
        return await by_link(session, token, hold=hold)
    whose = select(Subscriber).where(Subscriber.id == subscriber_id)
    row = await session.scalar(whose.with_for_update() if hold else whose)
    if row is None:
        raise NotFound
    return row


def only_unsubscribes(token: str) -> bool:
    """By its form alone."""
    return len(token) == len(BEGINNING) + LENGTH and token.startswith(BEGINNING)


def _read(token: str, key_file: Path) -> UUID | None:
    if not only_unsubscribes(token) or set(token) - set(LETTERS):
        return None
    number = 0
    for letter in token.removeprefix(BEGINNING):
        number = number * len(LETTERS) + LETTERS.index(letter)
    if number.bit_length() > 8 * (ID_BYTES + PROOF_BYTES):
        return None
    content = number.to_bytes(ID_BYTES + PROOF_BYTES)
    subscriber_id = UUID(bytes=content[:ID_BYTES])
    good = hmac.compare_digest(content[ID_BYTES:], _proof(subscriber_id, key_file))
    return subscriber_id if good else None


def _proof(subscriber_id: UUID, key_file: Path) -> bytes:
    return sealing.keyed_hash(f"unsubscribe:{subscriber_id}", address_secret(key_file))[:PROOF_BYTES]
