"""Correcting how to reach whoever signed up: what was typed wrongly is forgotten, here and where messages are sent."""

from dataclasses import dataclass
from datetime import datetime

from liaison_contracts.events import ParticipantContact
from liaison_contracts.notifications import Contact
from liaison_kit import clock, outbox
from liaison_kit.errors import Conflict
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import Event
from liaison_events.model.sealing_key import seal_for_notifications
from liaison_events.model.sign_ups.sign_up import SignUp, same_person


class ContactOfAnother(Conflict):
    """Another sign-up for this event has this telephone or email already."""


@dataclass(frozen=True)
class Correction:
    """What is right, checked; `link`: the holder's page, which only who holds it knows and every message names."""

    phone: str | None
    email: str | None
    forget_other: bool
    language: str
    link: str


async def correct_contact(
    session: AsyncSession, event: Event, sign_up: SignUp, right: Correction, now: datetime
) -> None:
    """Takes it over, and tells it to whoever sends messages; nothing if it says so already. Lock both first."""
    event.must_be_scheduled()
    # Asked before anything is changed: the database would refuse what is said here in words.
    others = same_person(event.id, right.phone, right.email).where(SignUp.id != sign_up.id)
    if await session.scalar(others.limit(1)):
        raise ContactOfAnother
    corrected = sign_up.correct_contact(right.phone, right.email, event.starts_at, now, forget_other=right.forget_other)
    if not corrected:
        return
    contact = Contact(
        name=sign_up.name or "", phone=sign_up.phone, email=sign_up.email, link=right.link, language=right.language
    )
    sealed, key_version = await seal_for_notifications(session, contact)
    fact = ParticipantContact(
        occurred_on=clock.today(),
        sign_up_id=sign_up.id,
        version=sign_up.version,
        event_id=event.id,
        sealed=sealed,
        key_version=key_version,
        corrected=corrected,
    )
    outbox.publish(session, fact)
