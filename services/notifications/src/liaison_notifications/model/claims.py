"""Claims: which messages are this process's to send, decided before anything is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import sealing
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, Delivery, EventCopy, SealedLetter, SignUpCopy
from liaison_notifications.model.contacts import missing_address, open_contact, open_letter
from liaison_notifications.model.delivery import WAITING, Channel, DeliveryStatus, Reason
from liaison_notifications.model.planning import reason_to_drop

AT_ONCE = 10


@dataclass(frozen=True)
class Claimed:
    """A message of this process's, from its claim to its outcome."""

    delivery: Delivery
    attempt: int
    event: EventCopy | None
    contact: Contact | StaffLetter | Reason
    offered_until: datetime | None = None


async def claim(session: AsyncSession, key_file: Path, now: datetime, lease: timedelta) -> tuple[bool, list[Claimed]]:
    """Whether anything was due, and what of it is this process's to send; what has become useless is dropped.

    FileNotFoundError if the key file is not there: then nothing is claimed.
    """
    due = (
        select(Delivery, EventCopy, SignUpCopy, ContactPoint, SealedLetter)
        .outerjoin(EventCopy, EventCopy.id == Delivery.event_id)
        .outerjoin(SignUpCopy, SignUpCopy.id == Delivery.sign_up_id)
        .outerjoin(ContactPoint, ContactPoint.id == Delivery.sign_up_id)
        .outerjoin(SealedLetter, SealedLetter.id == Delivery.letter_id)
        # A delivery about a sign-up waits for its copies; one that brings a letter needs none.
        .where(or_(Delivery.letter_id.is_not(None), EventCopy.id.is_not(None) & SignUpCopy.id.is_not(None)))
        .where(Delivery.next_try_at <= now, Delivery.status.in_(WAITING))
        .order_by(Delivery.next_try_at)
        .limit(AT_ONCE)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    rows = (await session.execute(due)).all()
    # After the rows, not before: a rotation may come between.
    keys = sealing.private_keys(key_file) if rows else []
    claimed = []
    for delivery, event, sign_up, point, letter in rows:
        contact = open_letter(letter, keys) if delivery.letter_id else open_contact(point, keys)
        missing = missing_address(contact, Channel(delivery.channel)) if isinstance(contact, Contact) else None
        useless = reason_to_drop(delivery.purpose, event, sign_up, now) if event else _letter_too_late(letter, now)
        if useless or missing:
            status, reason = useless or (DeliveryStatus.SUPPRESSED, missing or Reason.CONTACT_MISSING)
            delivery.drop(status, reason, now)
        else:
            delivery.claim(now, lease, point.version if point else None)
            offered_until = sign_up.offered_until if sign_up else None
            claimed.append(Claimed(delivery, delivery.attempt, event, contact, offered_until))
    return bool(rows), claimed


def _letter_too_late(letter: SealedLetter | None, now: datetime) -> tuple[DeliveryStatus, Reason] | None:
    """Forgotten letters count: they are forgotten when their link has expired."""
    too_late = letter is None or letter.expires_at <= now
    return (DeliveryStatus.EXPIRED, Reason.LINK_EXPIRED) if too_late else None
