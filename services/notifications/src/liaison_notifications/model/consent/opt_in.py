"""Opting in: whoever asks for news shows that the address is theirs; what nobody confirms is forgotten."""

import hashlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog
from liaison_contracts.notifications import Contact
from liaison_kit import sealing
from liaison_kit.database import Database, get, new_id
from liaison_kit.errors import NotFound, Refusal
from liaison_kit.formats import contact_points
from pydantic import BaseModel
from sqlalchemy import LargeBinary, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.consent.addresses import Address, address_secret, hashed, in_turn
from liaison_notifications.model.consent.choices import Wishes
from liaison_notifications.model.consent.suppression import own_stop
from liaison_notifications.model.sealing_key import THE_KEY, SealingKey
from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.tables import Base

log = structlog.get_logger()

TEXT_VERSION = "2026-11"
"""Of the words beside the box on /news; other words are another version (a test compares them)."""
FORGOTTEN_AFTER = timedelta(hours=48)
COUNTED = timedelta(hours=24)
MOST_MESSAGES = 3
"""To one address in that time: others could have us fill somebody's inbox. Beyond it the answer is the same."""
MOST_TO_WHO_WANTS_NOTHING = 1
"""Whoever has stopped every message takes that back so; others must not be able to write to them by it."""
MOST_SMS_AN_HOUR = 300
"""To all together: each costs, and whoever asks from many addresses is stopped by no other limit."""
MOST_TRIES = 5
"""Of a million codes."""


class NoSmsThere(Refusal):
    """No SMS arrives at this number. Give the number of a Ukrainian mobile telephone, or an email."""

    field = "contact"


class ConsentNeeded(Refusal):
    """We may write to you only if you agree."""

    field = "consent"


class WrongCode(Refusal):
    """This is not the code that we sent. Look at the newest message."""

    field = "code"


class TooManyCodes(Refusal):
    """There were too many wrong codes. Subscribe again to get a new one."""

    status = 429
    field = "code"


class SealedOptIn(Contact):
    """What is inside the box: by email a link that confirms, by SMS a code."""

    code: str = ""


class Requested(BaseModel):
    """`channel`: where a code or a link was sent, if anything was."""

    id: UUID
    channel: Channel


class OptIn(Base):
    """Somebody asked for news at an address. `sealed` is gone once it is confirmed, or if nothing is sent."""

    __tablename__ = "opt_in"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary)
    channel: Mapped[str]
    sealed: Mapped[str | None]
    key_version: Mapped[int | None]
    proof_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Of what only the message says: the link's token, or the code with the id of its request."""
    tries: Mapped[int] = mapped_column(default=0)
    districts: Mapped[list[str]]
    kinds: Mapped[list[str]]
    weekly: Mapped[bool] = mapped_column(default=False)
    bulletins: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str]
    text_version: Mapped[str]
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


def must_be_reachable(address: Address) -> None:
    """NoSmsThere for a landline, and abroad: elsewhere there are numbers that earn by each SMS that they are sent."""
    if address.channel == Channel.EMAIL:
        return
    if not address.text.startswith("+380") or not contact_points.takes_sms(address.text):
        raise NoSmsThere


async def ask(
    session: AsyncSession,
    address: Address,
    wishes: Wishes,
    language: str,
    url: str,
    key_file: Path,
    now: datetime,
) -> OptIn:
    """Keeps the request, sealed for who sends, until somebody confirms it; without a box if nothing is to be sent."""
    secret = address_secret(key_file)
    row = OptIn(id=new_id(), address_hash=hashed(address, secret), channel=address.channel, language=language)
    row.text_version, row.asked_at = TEXT_VERSION, now
    row.districts, row.kinds = wishes.columns()["districts"], wishes.columns()["kinds"]
    row.weekly, row.bulletins = bool(wishes.weekly), bool(wishes.bulletins)
    await in_turn(session, row.address_hash)
    too_many = await _too_many(session, row, now)
    contact = {"name": "", "phone": None, "email": None, "link": "", "language": language}
    if address.channel == Channel.SMS:
        code = f"{secrets.randbelow(1_000_000):06}"
        box = SealedOptIn(**contact | {"phone": address.text}, code=code)
        row.proof_hash = _of_code(row.id, code, secret)
    else:
        token = secrets.token_urlsafe(32)
        link = f"{url.rstrip('/')}/news/confirmations/{token}"
        box = SealedOptIn(**contact | {"email": address.text, "link": link})
        row.proof_hash = _of_token(token)
    if not too_many:
        key = await get(session, SealingKey, THE_KEY)
        row.sealed, row.key_version = sealing.seal(box.model_dump_json().encode(), key.public_key), key.version
    session.add(row)
    await session.flush()
    return row


async def _too_many(session: AsyncSession, row: OptIn, now: datetime) -> bool:
    """Whether enough was sent to this address today, or enough SMS were sent within the hour."""
    here = select(func.count()).where(OptIn.address_hash == row.address_hash, OptIn.asked_at > now - COUNTED)
    unwanted = await own_stop(session, row.address_hash, now)
    if (await session.scalar(here) or 0) >= (MOST_TO_WHO_WANTS_NOTHING if unwanted else MOST_MESSAGES):
        return True
    sms = select(func.count()).where(OptIn.channel == Channel.SMS, OptIn.asked_at > now - timedelta(hours=1))
    costly = row.channel == Channel.SMS
    if costly and (await session.scalar(sms.where(OptIn.key_version.is_not(None))) or 0) >= MOST_SMS_AN_HOUR:
        log.warning("opt_ins.too_many")
        return True
    return False


def _of_code(request_id: UUID, code: str, secret: bytes) -> bytes:
    return sealing.keyed_hash(f"{request_id}:{code}", secret)


def _of_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def request_of(session: AsyncSession, opt_in_id: UUID, now: datetime) -> OptIn:
    """NotFound once it is forgotten."""
    row = await session.get(OptIn, opt_in_id)
    if row is None or row.asked_at <= now - FORGOTTEN_AFTER:
        raise NotFound
    return row


async def by_token(session: AsyncSession, token: str, now: datetime) -> OptIn:
    """Of the link in a mail; NotFound once it is forgotten."""
    proof = _of_token(token)
    row = await session.scalar(select(OptIn).where(OptIn.proof_hash == proof, OptIn.asked_at > now - FORGOTTEN_AFTER))
    if row is None:
        raise NotFound
    return row


async def count_try(database: Database, opt_in_id: UUID) -> None:
    """In a transaction of its own, as what is refused is undone: the try counts. TooManyCodes."""
    counted = update(OptIn).where(OptIn.id == opt_in_id, OptIn.tries < MOST_TRIES).values(tries=OptIn.tries + 1)
    async with database.transaction() as session:
        if await session.scalar(counted.returning(OptIn.id)) is None:
            raise TooManyCodes


def must_be_its_code(row: OptIn, code: str, key_file: Path) -> None:
    """WrongCode for another one, and where the request came by email."""
    proof = _of_code(row.id, "".join(code.split()), address_secret(key_file))
    if row.channel != Channel.SMS or not secrets.compare_digest(proof, row.proof_hash):
        raise WrongCode
