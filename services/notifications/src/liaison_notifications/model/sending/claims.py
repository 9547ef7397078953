"""Claims: which messages are this process's to send, and by whom, decided before anything is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import sealing
from nacl.public import PrivateKey
from sqlalchemy import ARRAY, BindParameter, DateTime, Integer, Row, Select, Text, Uuid, bindparam, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, Delivery, EventCopy, SealedLetter, SignUpCopy
from liaison_notifications.model.consent.addresses import Address, address_of, address_secret
from liaison_notifications.model.consent.messages import About, about_many, boxes_of, of_many_to_drop
from liaison_notifications.model.consent.suppression import stopped
from liaison_notifications.model.contacts import missing_address, open_contact, open_letter
from liaison_notifications.model.manners import Manners
from liaison_notifications.model.planning.holding import OF_CHANGES, Due
from liaison_notifications.model.planning.knowledge import known, says
from liaison_notifications.model.planning.planning import reason_to_drop
from liaison_notifications.model.sending.caps import keys_of, next_step, over_the_cap
from liaison_notifications.model.sending.delivery import WAITING, Channel, DeliveryStatus, Reason
from liaison_notifications.model.sending.lanes import Lane
from liaison_notifications.model.templates.rendering import spoken
from liaison_notifications.model.templates.template import Key, TemplateVersion, in_use, words_for
from liaison_notifications.model.templates.trials import Trial

AT_ONCE = {Lane.URGENT: 200, Lane.NORMAL: 200, Lane.BULK: 50}
"""So many messages of this lane and faster ones. Much of a claim is work during which nothing else goes on in this
process, so that claims of what goes to thousands are short."""
_WAITING: BindParameter[Any] = bindparam("waiting", WAITING, expanding=True, literal_execute=True)
"""Written out, so that PostgreSQL sees that its index of what waits is meant, which is in the right order already.
With tens of thousands waiting, and figures of the table from before, it would sort them all for each claim."""
MANNERS = Manners()
NOTHING_ELSE = About()

Found = Row[Delivery, EventCopy, SignUpCopy, ContactPoint, SealedLetter]

Choose = Callable[[Channel, str | None], str | None]
"""Who is to carry a message of this channel, and rather not this one."""

WRITTEN = text("""
    update delivery as d set status = 'claimed', reason = null, provider = c.provider, attempt = d.attempt + 1,
        contact_version = c.contact_version, said = c.said, template_version_id = c.template_version_id,
        claimed_until = :until, due_at = coalesce(d.due_at, d.next_try_at), next_try_at = null
    from unnest(:ids, :providers, :versions, :said, :templates)
        as c (id, provider, contact_version, said, template_version_id)
    where d.id = c.id
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("providers", type_=ARRAY(Text)),
    bindparam("versions", type_=ARRAY(Integer)),
    bindparam("said", type_=ARRAY(Text)),
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
    about: About = NOTHING_ELSE


async def claim(
    session: AsyncSession,
    key_file: Path,
    now: datetime,
    lease: timedelta,
    choose: Choose = lambda _channel, _but: None,
    slowest: Lane = Lane.BULK,
    manners: Manners = MANNERS,
) -> tuple[bool, list[Claimed]]:
    """Whether anything was due, and what of it is this process's to send; what has become useless is dropped,
    and what had better wait is held.

    What is urgent first; nothing `slowest` is slower than. FileNotFoundError if the key file is not there, or the
    secret beside it: then nothing is claimed, rather than something sent that must not be.
    """
    due = (
        _with_all_about_it()
        # A delivery about a sign-up waits for its copies; one that brings a letter or news needs none.
        .where(or_(Delivery.sign_up_id.is_(None), EventCopy.id.is_not(None) & SignUpCopy.id.is_not(None)))
        .where(Delivery.next_try_at <= now, Delivery.status.in_(_WAITING))
        .order_by(Delivery.next_try_at)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    rows: list[Found] = []
    for lane in Lane:
        room = AT_ONCE[lane] - len(rows)
        if lane <= slowest and room > 0:
            rows += (await session.execute(due.where(Delivery.lane == lane).limit(room))).all()
    if not rows:
        return False, []
    # After the rows, not before: a rotation may come between.
    opened = await _opened(session, rows, sealing.private_keys(key_file))
    abouts = await about_many(session, [row[0] for row in rows], now)
    written = await in_use(session, [words_for(row[0].purpose, row[1]) for row in rows])
    going_to = [_address(contact, row[0]) for row, contact in zip(rows, opened, strict=True)]
    secret = address_secret(key_file)
    refused = await stopped(session, filter(None, going_to), secret, now)
    ready = []
    for (delivery, event, sign_up, point, letter), contact, to in zip(rows, opened, going_to, strict=True):
        channel, purpose = Channel(delivery.channel), delivery.purpose
        missing = missing_address(contact, channel, purpose) if isinstance(contact, Contact) else None
        missing = missing or (refused.get(to) if to else None)
        about = abouts.get(delivery.id, NOTHING_ELSE)
        useless = _useless(delivery, event, sign_up, letter, about, now)
        if useless or missing:
            status, reason = useless or (DeliveryStatus.SUPPRESSED, missing or Reason.CONTACT_MISSING)
            delivery.drop(status, reason, now)
        else:
            offered_until = sign_up.offered_until if sign_up else None
            version = point.version if point else None
            words = written.get(_key(delivery, event, contact))
            one = Claimed(delivery, delivery.attempt + 1, event, contact, offered_until, version, words, about)
            ready.append((one, sign_up))
    leaving = await _leaving(session, ready, secret, manners, now)
    claimed = [(one, _carrier(one.delivery, choose)) for one in leaving]
    await _write(session, claimed, now, lease)
    return True, leaving


async def _leaving(
    session: AsyncSession,
    ready: Sequence[tuple[Claimed, SignUpCopy | None]],
    secret: bytes,
    manners: Manners,
    now: datetime,
) -> list[Claimed]:
    """Those that need not wait: the others are held, or dropped where waiting leaves them no use."""
    of_changes = [one.delivery for one, _ in ready if one.delivery.purpose in OF_CHANGES]
    knows = await known(session, of_changes) if of_changes else {}
    leaving, counted = [], []
    for one, sign_up in ready:
        if Due(one.delivery, one.event, sign_up, knows.get(one.delivery.id)).hold_or_drop(manners, now):
            continue
        leaving.append(one)
        if address := _address(one.contact, one.delivery):
            counted.append((one.delivery, keys_of(one.delivery, address, secret)))
    over = await over_the_cap(session, counted, manners, now)
    for delivery in over:
        delivery.hold(next_step(now), Reason.TOO_MANY)
    return [one for one in leaving if one.delivery not in over]


def _carrier(delivery: Delivery, choose: Choose) -> str | None:
    """Another than failed with it. But who says that it never received it may say so too early: it knows its own id."""
    if delivery.reason == Reason.NEVER_RECEIVED and delivery.provider:
        return delivery.provider
    failed_with = delivery.provider if delivery.status == DeliveryStatus.RETRY_WAIT else None
    return choose(Channel(delivery.channel), failed_with)


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
        "said": [says(one.event) if one.event else None for one, _ in claimed],
        "templates": [_words_of(one) for one, _ in claimed],
    }
    await session.execute(WRITTEN, columns | {"until": now + lease})
    for one, provider in claimed:
        session.expunge(one.delivery)
        one.delivery.claim(now, lease, provider, one.contact_version, _words_of(one))


async def in_doubt(session: AsyncSession, ids: Sequence[UUID], key_file: Path, now: datetime) -> list[Claimed]:
    """The same of messages that may have been sent; with a reason for a contact where nothing may be sent any more."""
    rows = (await session.execute(_with_all_about_it().where(Delivery.id.in_(ids)))).all()
    if not rows:
        return []
    opened, found = await _opened(session, rows, sealing.private_keys(key_file)), []
    abouts = await about_many(session, [row[0] for row in rows], None)
    for (delivery, event, sign_up, _, letter), contact in zip(rows, opened, strict=True):
        about = abouts.get(delivery.id, NOTHING_ELSE)
        useless = _useless(delivery, event, sign_up, letter, about, now) if event and sign_up else None
        until = sign_up.offered_until if sign_up else None
        # In the words that it may have been sent in: what is handed over again must be the same.
        sent_in = delivery.template_version_id
        words = await session.get(TemplateVersion, sent_in) if sent_in else None
        contact = useless[1] if useless else contact
        found.append(Claimed(delivery, delivery.attempt, event, contact, until, words=words, about=about))
    return found


async def went_to(session: AsyncSession, delivery: Delivery, key_file: Path) -> Address | None:
    """Where it was sent, as long as that is kept; None where the contact was corrected since."""
    rows = (await session.execute(_with_all_about_it().where(Delivery.id == delivery.id))).all()
    [contact] = await _opened(session, rows, sealing.private_keys(key_file))
    point = rows[0][3]
    corrected = point is not None and point.version != delivery.contact_version
    return None if corrected else _address(contact, delivery)


def _key(delivery: Delivery, event: EventCopy | None, contact: Contact | StaffLetter | Trial | Reason) -> Key:
    language = contact.language if isinstance(contact, Contact | StaffLetter) else ""
    return Key(words_for(delivery.purpose, event), spoken(language), delivery.channel)


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


async def _opened(
    session: AsyncSession, rows: Sequence[Found], keys: Sequence[PrivateKey]
) -> list[Contact | StaffLetter | Trial | Reason]:
    boxes = await boxes_of(session, [row[0] for row in rows])
    return [
        open_letter(letter, keys, delivery.purpose)
        if delivery.letter_id
        else open_contact(boxes.get(delivery.id, point), keys)
        for delivery, _, _, point, letter in rows
    ]


def _useless(
    delivery: Delivery,
    event: EventCopy | None,
    sign_up: SignUpCopy | None,
    letter: SealedLetter | None,
    about: About,
    now: datetime,
) -> tuple[DeliveryStatus, Reason] | None:
    if event and sign_up:
        useless = reason_to_drop(delivery.purpose, event, sign_up, now, delivery.starts_at, delivery.useful_until)
        if useless and useless[0] == DeliveryStatus.EXPIRED and delivery.reason == Reason.TOO_MANY:
            return DeliveryStatus.SUPPRESSED, Reason.TOO_MANY
        return useless
    return _letter_too_late(letter, now) if delivery.letter_id else of_many_to_drop(delivery, event, about, now)


def _address(contact: Contact | StaffLetter | Trial | Reason, delivery: Delivery) -> Address | None:
    if isinstance(contact, Trial):
        return Address(Channel(delivery.channel), contact.to)
    return None if isinstance(contact, Reason) else address_of(contact, Channel(delivery.channel))


def _letter_too_late(letter: SealedLetter | None, now: datetime) -> tuple[DeliveryStatus, Reason] | None:
    """Forgotten letters count: they are forgotten when their link has expired."""
    too_late = letter is None or letter.expires_at <= now
    return (DeliveryStatus.EXPIRED, Reason.LINK_EXPIRED) if too_late else None
