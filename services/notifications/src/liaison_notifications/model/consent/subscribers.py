"""Subscribers: an address that somebody has shown to be theirs, and what they follow."""

import binascii
import hashlib
import secrets
import string
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from liaison_contracts.notifications import Contact
from liaison_kit import sealing
from liaison_kit.database import Aggregate, get, new_id
from liaison_kit.errors import NotFound
from nacl.exceptions import CryptoError
from pydantic import BaseModel
from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.consent.addresses import in_turn
from liaison_notifications.model.consent.choices import Wishes
from liaison_notifications.model.consent.ledger import OF_NEWS, Act, ConsentPurpose, Entry, How, enter
from liaison_notifications.model.consent.opt_in import TEXT_VERSION, OptIn
from liaison_notifications.model.consent.suppression import own_stop
from liaison_notifications.model.consent.wishes import Wish, note
from liaison_notifications.model.sealing_key import THE_KEY, SealingKey
from liaison_notifications.model.tables import Base

ASKED_AGAIN = "asked for news again"
KEPT_IDLE = timedelta(days=30)
"""How long an address that follows nothing any more is kept, so that its link still leads somewhere."""
LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0OIl")))
LENGTH = 22


def new_token() -> str:
    """The secret in a subscriber's link: 127 bits, short enough for an SMS.

    All of it can be read out, and no sign ends it where a telephone looks for a link. By its length and its capital the
    logs know what to hide.
    """
    first = secrets.choice([letter for letter in LETTERS if letter.isupper()])
    return first + "".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1))


class Subscriber(Aggregate, Base):
    """An address, sealed, with the link that leads to its own page; a person with two addresses is two."""

    __tablename__ = "subscriber"

    address_hash: Mapped[bytes] = mapped_column(LargeBinary)
    channel: Mapped[str]
    sealed: Mapped[str]
    key_version: Mapped[int]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    since: Mapped[datetime]
    idle_since: Mapped[datetime | None]
    """When it ceased to follow anything."""


class Subscription(Base):
    """What a subscriber follows now, for each purpose; an empty list is everything."""

    __tablename__ = "subscription"

    subscriber_id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    districts: Mapped[list[str]]
    kinds: Mapped[list[str]]
    since: Mapped[datetime]


class DigestEvent(Base):
    """An event, or the first one of a series, that a digest told somebody of: it is never told them in another."""

    __tablename__ = "digest_event"

    subscriber_id: Mapped[UUID] = mapped_column(primary_key=True)
    occasion: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    delivery_id: Mapped[UUID]
    ends_at: Mapped[datetime]


class Confirmed(BaseModel):
    """`link` is the subscriber's own page; it is in each message, too."""

    link: str


def token_hash(token: str) -> bytes:
    """Tokens are long and random: they need no secret."""
    return hashlib.sha256(token.encode()).digest()


async def by_link(session: AsyncSession, token: str, *, hold: bool = False) -> Subscriber:
    """Whose link this is; NotFound for nobody's. `hold`: until the transaction ends."""
    whose = select(Subscriber).where(Subscriber.token_hash == token_hash(token))
    row = await session.scalar(whose.with_for_update() if hold else whose)
    if row is None:
        raise NotFound
    return row


def contact_of(subscriber: Subscriber, key_file: Path) -> Contact | None:
    """None if no key opens it."""
    try:
        return Contact.model_validate_json(sealing.unseal(subscriber.sealed, *sealing.private_keys(key_file)))
    except (CryptoError, binascii.Error):
        return None


async def confirm(session: AsyncSession, opt_in: OptIn, how: How, url: str, key_file: Path, now: datetime) -> str:
    """The address is theirs, so they are subscribed as they asked; the path of their own page. Twice is once."""
    await in_turn(session, opt_in.address_hash)
    await session.refresh(opt_in, with_for_update=True)
    whose = select(Subscriber).where(Subscriber.address_hash == opt_in.address_hash).with_for_update()
    subscriber = await session.scalar(whose)
    known = contact_of(subscriber, key_file) if subscriber else None
    if opt_in.confirmed_at:
        if known is None:
            raise NotFound
        return _path(known.link, url)
    if opt_in.sealed is None:
        raise NotFound
    box = Contact.model_validate_json(sealing.unseal(opt_in.sealed, *sealing.private_keys(key_file)))
    subscriber, link = await _renewed(session, subscriber, known, opt_in, box, url, now)
    wishes = Wishes(districts=[UUID(one) for one in opt_in.districts], kinds=opt_in.kinds, weekly=opt_in.weekly)
    # A box that was left empty when somebody asked once more takes back nothing.
    wishes.bulletins = opt_in.bulletins or None
    await follow(session, subscriber, wishes, how, now, opt_in.text_version)
    if stop := await own_stop(session, opt_in.address_hash, now):
        stop.lift(ASKED_AGAIN, None, now)
        await note(key_file, subscriber.id, Wish.ALLOWED, now)
    opt_in.confirmed_at, opt_in.sealed = now, None
    return _path(link, url)


async def _renewed(
    session: AsyncSession,
    subscriber: Subscriber | None,
    known: Contact | None,
    opt_in: OptIn,
    box: Contact,
    url: str,
    now: datetime,
) -> tuple[Subscriber, str]:
    """The subscriber with the language asked for last, and the link: a known one stays, as it is in many messages."""
    key, token = await get(session, SealingKey, THE_KEY), new_token()
    link = known.link if known else f"{url.rstrip('/')}/n/{token}"
    if subscriber is None:
        subscriber = Subscriber(id=new_id(), version=0, channel=opt_in.channel, since=now)
        subscriber.address_hash = opt_in.address_hash
    if known is None:
        subscriber.token_hash = token_hash(token)
    content = Contact(**box.model_dump() | {"link": link, "language": opt_in.language}).model_dump_json()
    subscriber.sealed, subscriber.key_version = sealing.seal(content.encode(), key.public_key), key.version
    session.add(subscriber)
    await session.flush()
    return subscriber, link


def _path(link: str, url: str) -> str:
    return link.removeprefix(url.rstrip("/"))


async def follow(
    session: AsyncSession,
    subscriber: Subscriber,
    wishes: Wishes,
    how: How,
    now: datetime,
    text_version: str = TEXT_VERSION,
) -> None:
    """From now on they get news of these, in the way they want, and it is on the ledger that they agreed."""
    known, columns = await subscriptions_of(session, subscriber), wishes.columns()
    weekly = ConsentPurpose.DIGEST in known if wishes.weekly is None else wishes.weekly
    bulletins = ConsentPurpose.BULLETINS in known if wishes.bulletins is None else wishes.bulletins
    wanted = [ConsentPurpose.DIGEST if weekly else ConsentPurpose.NEWS]
    wanted += [ConsentPurpose.BULLETINS] if bulletins else []
    for purpose in known.keys() - set(wanted):
        enter(session, _entry(subscriber, known[purpose], text_version), Act.WITHDRAWN, how, now)
        await session.delete(known[purpose])
    for purpose in wanted:
        subscription, act = known.get(purpose), Act.CHANGED
        if subscription is None:
            subscription, act = Subscription(subscriber_id=subscriber.id, purpose=purpose, since=now), Act.GIVEN
            session.add(subscription)
        subscription.districts, subscription.kinds = columns["districts"], columns["kinds"]
        enter(session, _entry(subscriber, subscription, text_version), act, how, now)
    subscriber.idle_since = None
    subscriber.changed()


async def subscriptions_of(session: AsyncSession, subscriber: Subscriber) -> dict[ConsentPurpose, Subscription]:
    """What they follow now, and for what."""
    followed = select(Subscription).where(Subscription.subscriber_id == subscriber.id).order_by(Subscription.purpose)
    return {ConsentPurpose(one.purpose): one for one in await session.scalars(followed)}


def wishes_of(subscriptions: Mapping[ConsentPurpose, Subscription]) -> Wishes | None:
    """The same as they would type it; None where nothing is followed."""
    news = next((subscriptions[purpose] for purpose in OF_NEWS if purpose in subscriptions), None)
    if news is None:
        return None
    wishes = Wishes(districts=[UUID(one) for one in news.districts], kinds=news.kinds)
    wishes.weekly = news.purpose == ConsentPurpose.DIGEST
    wishes.bulletins = ConsentPurpose.BULLETINS in subscriptions
    return wishes


async def withdraw(session: AsyncSession, subscriber: Subscriber, how: How, now: datetime) -> bool:
    """They follow nothing any more; whether they did until now."""
    subscriptions = await subscriptions_of(session, subscriber)
    for one in subscriptions.values():
        enter(session, _entry(subscriber, one, TEXT_VERSION), Act.WITHDRAWN, how, now)
        await session.delete(one)
    if subscriptions:
        subscriber.idle_since = now
        subscriber.changed()
    return bool(subscriptions)


async def erase(session: AsyncSession, subscriber: Subscriber, how: How, now: datetime) -> None:
    """Nothing is kept that leads to this address: what stays says of an unknown somebody what they once agreed to."""
    await withdraw(session, subscriber, how, now)
    await session.execute(delete(OptIn).where(OptIn.address_hash == subscriber.address_hash))
    await session.delete(subscriber)
    await session.flush()


def _entry(subscriber: Subscriber, subscription: Subscription, text_version: str) -> Entry:
    what = (subscription.purpose, text_version, subscription.districts, subscription.kinds)
    return Entry(subscriber.id, subscriber.channel, *what)
