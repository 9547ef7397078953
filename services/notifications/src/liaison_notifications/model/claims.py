"""Claims: which messages are this process's to send, and by whom, decided before anything is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import sealing
from sqlalchemy import ARRAY, DateTime, Integer, Select, Text, Uuid, bindparam, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, Delivery, EventCopy, SealedLetter, SignUpCopy
from liaison_notifications.model.contacts import missing_address, open_contact, open_letter
from liaison_notifications.model.delivery import WAITING, Channel, DeliveryStatus, Reason
from liaison_notifications.model.lanes import Lane
from liaison_notifications.model.planning import reason_to_drop
from liaison_notifications.model.templates.rendering import spoken
from liaison_notifications.model.templates.template import Key, TemplateVersion, in_use
from liaison_notifications.model.templates.trials import Trial

AT_ONCE = 200

Choose = Callable[[Channel, str | None], str | None]
"""Who is to carry a message of this channel, and rather not this one."""

WRITTEN = text("""
    update delivery as d set status = 'claimed', reason = null, provider = c.provider, attempt = d.attempt + 1,
        contact_version = c.contact_version, template_version_id = c.template_version_id,
        claimed_until = :until, next_try_at = null
    from unnest(:ids, :providers, :versions, :templates) as c (id, provider, contact_version, template_version_id)
    where d.id = c.id
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("providers", type_=ARRAY(Text)),
    bindparam("versions", type_=ARRAY(Integer)),
    bindparam("templates", type_=ARRAY(Uuid)),
    bindparam("until", type_=DateTime(timezone=True)),
)


@dataclass(frozen=True)
class Claimed:
    """A message of this process's, from its claim to its outcome."""

    delivery: Delivery
    attempt: int
    event: EventCopy | None
    contact: Contact | StaffLetter | Trial | Reason
    offered_until: datetime | None = None
    contact_version: int | None = None
    """Of the contact that it goes to: it may be corrected later."""
    words: TemplateVersion | None = None
    """None: those that come with the software."""


async def claim(
    session: AsyncSession,
    key_file: Path,
    now: datetime,
    lease: timedelta,
    choose: Choose = lambda _channel, _but: None,
    slowest: Lane = Lane.BULK,
) -> tuple[bool, list[Claimed]]:
    """Whether anything was due, and what of it is this process's to send; what has become useless is dropped.

    What is urgent first; nothing `slowest` is slower than. FileNotFoundError if the key file is not there: then nothing
    is claimed.
    """
    due = (
        _with_all_about_it()
        # A delivery about a sign-up waits for its copies; one that brings a letter needs none.
        .where(or_(Delivery.letter_id.is_not(None), EventCopy.id.is_not(None) & SignUpCopy.id.is_not(None)))
        .where(Delivery.next_try_at <= now, Delivery.status.in_(WAITING), Delivery.lane <= slowest)
        .order_by(Delivery.lane, Delivery.next_try_at)
        .limit(AT_ONCE)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    rows = (await session.execute(due)).all()
    # After the rows, not before: a rotation may come between.
    keys = sealing.private_keys(key_file) if rows else []
    written = await in_use(session, [delivery.purpose for delivery, *_ in rows]) if rows else {}
    claimed = []
    for delivery, event, sign_up, point, letter in rows:
        contact = open_letter(letter, keys, delivery.purpose) if delivery.letter_id else open_contact(point, keys)
        missing = missing_address(contact, Channel(delivery.channel)) if isinstance(contact, Contact) else None
        useless = reason_to_drop(delivery.purpose, event, sign_up, now) if event else _letter_too_late(letter, now)
        if useless or missing:
            status, reason = useless or (DeliveryStatus.SUPPRESSED, missing or Reason.CONTACT_MISSING)
            delivery.drop(status, reason, now)
        else:
            failed_with = delivery.provider if delivery.status == DeliveryStatus.RETRY_WAIT else None
            provider = choose(Channel(delivery.channel), failed_with)
            offered_until = sign_up.offered_until if sign_up else None
            version = point.version if point else None
            words = written.get(_key(delivery, contact))
            one = Claimed(delivery, delivery.attempt + 1, event, contact, offered_until, version, words)
            claimed.append((one, provider))
    await _write(session, claimed, now, lease)
    return bool(rows), [one for one, _ in claimed]


async def _write(
    session: AsyncSession, claimed: Sequence[tuple[Claimed, str | None]], now: datetime, lease: timedelta
) -> None:
    """All claims in one statement; what each says of itself from here on is no change of a session's any more."""
    await session.flush()
    if not claimed:
        return
    columns: dict[str, Any] = {
        "ids": [one.delivery.id for one, _ in claimed],
        "providers": [name for _, name in claimed],
        "versions": [one.contact_version for one, _ in claimed],
        "templates": [_words_of(one) for one, _ in claimed],
    }
    await session.execute(WRITTEN, columns | {"until": now + lease})
    for one, provider in claimed:
        session.expunge(one.delivery)
        one.delivery.claim(now, lease, provider, one.contact_version, _words_of(one))


async def in_doubt(session: AsyncSession, ids: Sequence[UUID], key_file: Path, now: datetime) -> list[Claimed]:
    """The same of messages that may have been sent; with a reason for a contact where nothing may be sent any more."""
    rows = (await session.execute(_with_all_about_it().where(Delivery.id.in_(ids)))).all()
    keys = sealing.private_keys(key_file) if rows else []
    found = []
    for delivery, event, sign_up, point, letter in rows:
        contact = open_letter(letter, keys, delivery.purpose) if delivery.letter_id else open_contact(point, keys)
        useless = reason_to_drop(delivery.purpose, event, sign_up, now) if event and sign_up else None
        until = sign_up.offered_until if sign_up else None
        # In the words that it may have been sent in: what is handed over again must be the same.
        sent_in = delivery.template_version_id
        words = await session.get(TemplateVersion, sent_in) if sent_in else None
        contact = useless[1] if useless else contact
        found.append(Claimed(delivery, delivery.attempt, event, contact, until, words=words))
    return found


def _key(delivery: Delivery, contact: Contact | StaffLetter | Trial | Reason) -> Key:
    language = contact.language if isinstance(contact, Contact | StaffLetter) else ""
    return Key(delivery.purpose, spoken(language), delivery.channel)


def _words_of(claimed: Claimed) -> UUID | None:
    """A trial's are those that it was made with."""
    if isinstance(claimed.contact, Trial):
        return claimed.delivery.template_version_id
    return claimed.words.id if claimed.words else None


def _with_all_about_it() -> Select[Delivery, EventCopy, SignUpCopy, ContactPoint, SealedLetter]:
    return (
        select(Delivery, EventCopy, SignUpCopy, ContactPoint, SealedLetter)
        .outerjoin(EventCopy, EventCopy.id == Delivery.event_id)
        .outerjoin(SignUpCopy, SignUpCopy.id == Delivery.sign_up_id)
        .outerjoin(ContactPoint, ContactPoint.id == Delivery.sign_up_id)
        .outerjoin(SealedLetter, SealedLetter.id == Delivery.letter_id)
    )


def _letter_too_late(letter: SealedLetter | None, now: datetime) -> tuple[DeliveryStatus, Reason] | None:
    """Forgotten letters count: they are forgotten when their link has expired."""
    too_late = letter is None or letter.expires_at <= now
    return (DeliveryStatus.EXPIRED, Reason.LINK_EXPIRED) if too_late else None
