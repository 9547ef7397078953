"""What is due is made ready: looked at, opened, worded, and nobody else's for a moment. Nothing is claimed by that.

What a process that dies has made ready is simply due again: nobody can have got it before its claim (`leases`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import sealing
from nacl.public import PrivateKey
from sqlalchemy import ARRAY, BindParameter, DateTime, Row, Select, Uuid, bindparam, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, Delivery, EventCopy, SealedLetter, SignUpCopy
from liaison_notifications.model.consent.addresses import Address, address_of, address_secret
from liaison_notifications.model.consent.messages import About, about_many, boxes_of, of_many_to_drop
from liaison_notifications.model.consent.suppression import stopped, unless_asked_for
from liaison_notifications.model.contacts import missing_address, open_contact, open_letter
from liaison_notifications.model.manners import Manners
from liaison_notifications.model.planning.holding import OF_CHANGES, Due
from liaison_notifications.model.planning.knowledge import known, says
from liaison_notifications.model.planning.planning import reason_to_drop
from liaison_notifications.model.requests.opening import open_request
from liaison_notifications.model.requests.request import MessageRequest
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

READY_FOR = timedelta(seconds=5)
"""What is not claimed by then is looked at anew."""
RESERVED = text("""
    update delivery set next_try_at = :until, due_at = coalesce(due_at, next_try_at) where id = any(:ids)
""").bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("until", type_=DateTime(timezone=True)))


@dataclass(frozen=True)
class Outgoing:
    """A message on its way, from when it is ready to its outcome. `attempt`: the one that is to be."""

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

    @property
    def has_failed(self) -> bool:
        """With whom it was tried last; what is held since, or was asked for again, may go by anybody."""
        return self.delivery.status == DeliveryStatus.RETRY_WAIT

    @property
    def said(self) -> str | None:
        return says(self.event) if self.event else None

    @property
    def template_version_id(self) -> UUID | None:
        """A trial's is the one that it was made with."""
        if isinstance(self.contact, Trial):
            return self.delivery.template_version_id
        return self.words.id if self.words else None


async def prepare(
    session: AsyncSession,
    key_file: Path,
    now: datetime,
    slowest: Lane = Lane.BULK,
    manners: Manners = MANNERS,
    channel: Channel | None = None,
) -> tuple[bool, list[Outgoing]]:
    """Whether anything was due, and what of it is this process's to claim; what has become useless is dropped,
    and what had better wait is held.

    What is urgent first; nothing `slowest` is slower than. FileNotFoundError if the key file is not there, or the
    secret beside it: then nothing leaves, rather than something that must not.
    """
    due = (
        _with_all_about_it()
        # A delivery about a sign-up waits for its copies; one that brings a letter or news needs none.
        .where(or_(Delivery.sign_up_id.is_(None), EventCopy.id.is_not(None) & SignUpCopy.id.is_not(None)))
        .where(Delivery.next_try_at <= now, Delivery.status.in_(_WAITING))
        .where(Delivery.channel == channel if channel else true())
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
    secret = address_secret(key_file)
    useless = await _all_useless(session, rows, opened, abouts, secret, now)
    ready = []
    for (delivery, event, sign_up, point, _), contact, why in zip(rows, opened, useless, strict=True):
        if why:
            delivery.drop(*why, now)
        else:
            offered_until = sign_up.offered_until if sign_up else None
            version = point.version if point else None
            words = written.get(_key(delivery, event, contact))
            about = abouts.get(delivery.id, NOTHING_ELSE)
            one = Outgoing(delivery, delivery.attempt + 1, event, contact, offered_until, version, words, about)
            ready.append((one, sign_up))
    leaving = await _leaving(session, ready, secret, manners, now)
    await _reserve(session, leaving, now + READY_FOR)
    return True, leaving


async def _leaving(
    session: AsyncSession,
    ready: Sequence[tuple[Outgoing, SignUpCopy | None]],
    secret: bytes,
    manners: Manners,
    now: datetime,
) -> list[Outgoing]:
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


async def _reserve(session: AsyncSession, leaving: Sequence[Outgoing], until: datetime) -> None:
    """All in one statement; what each says of itself from here on is no change of a session's any more."""
    await session.flush()
    await session.execute(RESERVED, {"ids": [one.delivery.id for one in leaving], "until": until})
    session.expunge_all()
    for one in leaving:
        one.delivery.reserve(until)


async def in_doubt(session: AsyncSession, ids: Sequence[UUID], key_file: Path, now: datetime) -> list[Outgoing]:
    """All about messages that may have been sent; a reason for a contact where nothing may be sent any more."""
    rows = (await session.execute(_with_all_about_it().where(Delivery.id.in_(ids)))).all()
    if not rows:
        return []
    opened, found = await _opened(session, rows, sealing.private_keys(key_file)), []
    abouts = await about_many(session, [row[0] for row in rows], None)
    useless = await _all_useless(session, rows, opened, abouts, address_secret(key_file), now)
    for (delivery, event, sign_up, _, _), contact, why in zip(rows, opened, useless, strict=True):
        about = abouts.get(delivery.id, NOTHING_ELSE)
        until = sign_up.offered_until if sign_up else None
        # In the words that it may have been sent in: what is handed over again must be the same.
        sent_in = delivery.template_version_id
        words = await session.get(TemplateVersion, sent_in) if sent_in else None
        said_to = why[1] if why else contact
        found.append(Outgoing(delivery, delivery.attempt, event, said_to, until, words=words, about=about))
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
    deliveries = [row[0] for row in rows]
    boxes, requests = await boxes_of(session, deliveries), await _requests_of(session, deliveries)
    opened: list[Contact | StaffLetter | Trial | Reason] = []
    for delivery, _, _, point, letter in rows:
        if delivery.letter_id:
            opened.append(open_letter(letter, keys, delivery.purpose))
        elif delivery.request_id:
            opened.append(open_request(requests[delivery.request_id], keys))
        else:
            opened.append(open_contact(boxes.get(delivery.id, point), keys))
    return opened


async def _requests_of(session: AsyncSession, deliveries: Sequence[Delivery]) -> dict[UUID, MessageRequest]:
    asked = {one.request_id for one in deliveries if one.request_id}
    if not asked:
        return {}
    return {row.id: row for row in await session.scalars(select(MessageRequest).where(MessageRequest.id.in_(asked)))}


async def _all_useless(
    session: AsyncSession,
    rows: Sequence[Found],
    opened: Sequence[Contact | StaffLetter | Trial | Reason],
    abouts: Mapping[UUID, About],
    secret: bytes,
    now: datetime,
) -> list[tuple[DeliveryStatus, Reason] | None]:
    """Of each, why it must not be sent (any more), if so: of no use, to nowhere, or to where nothing may be sent."""
    going_to = [_address(contact, row[0]) for row, contact in zip(rows, opened, strict=True)]
    refused = await stopped(session, filter(None, going_to), secret, now)
    found = []
    for (delivery, event, sign_up, _, letter), contact, to in zip(rows, opened, going_to, strict=True):
        channel, purpose = Channel(delivery.channel), delivery.purpose
        missing = missing_address(contact, channel, purpose) if isinstance(contact, Contact) else None
        missing = missing or (unless_asked_for(purpose, refused.get(to)) if to else None)
        useless = _useless(delivery, event, sign_up, letter, abouts.get(delivery.id, NOTHING_ELSE), now)
        found.append(useless or ((DeliveryStatus.SUPPRESSED, missing) if missing else None))
    return found


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
    if delivery.request_id:
        too_late = delivery.useful_until is not None and delivery.useful_until <= now
        return (DeliveryStatus.EXPIRED, Reason.LATE) if too_late else None
    return _letter_too_late(letter, now) if delivery.letter_id else of_many_to_drop(delivery, event, about, now)


def _address(contact: Contact | StaffLetter | Trial | Reason, delivery: Delivery) -> Address | None:
    if isinstance(contact, Trial):
        return Address(Channel(delivery.channel), contact.to)
    return None if isinstance(contact, Reason) else address_of(contact, Channel(delivery.channel))


def _letter_too_late(letter: SealedLetter | None, now: datetime) -> tuple[DeliveryStatus, Reason] | None:
    """Forgotten letters count: they are forgotten when their link has expired."""
    too_late = letter is None or letter.expires_at <= now
    return (DeliveryStatus.EXPIRED, Reason.LINK_EXPIRED) if too_late else None
