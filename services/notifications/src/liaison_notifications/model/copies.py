"""What messages are about, as other services told it: events, sign-ups, and contacts that stay sealed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from liaison_kit.database import Aggregate
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.tables import Base


class SignUpStatus(StrEnum):
    """Where a sign-up stands."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"  # with its event


GONE = frozenset({SignUpStatus.CANCELLED, SignUpStatus.CALLED_OFF})
"""There is no place any more."""


class Kind(StrEnum):
    """What somebody has a time for."""

    EVENT = "event"
    APPOINTMENT = "appointment"  # as an event of two, with one sign-up of the same id


class EventCopy(Aggregate, Base):
    """What messages say about an event or an appointment; the events service owns it."""

    __tablename__ = "event_copy"

    kind: Mapped[str] = mapped_column(default=Kind.EVENT)

    title: Mapped[str]
    status: Mapped[str]
    office_id: Mapped[UUID | None]
    office_name: Mapped[str]
    room_name: Mapped[str]
    address: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    modified_at: Mapped[datetime | None]
    reminder_hours: Mapped[str | None]
    """`168 24`: so many hours before it people are reminded; none: as is usual."""
    known: Mapped[str | None]
    """What messages said of when and where before that changed last (`knowledge.says`)."""


async def office_of(session: AsyncSession, event_id: UUID | None) -> UUID | None:
    """Whose event it is; None while that is not known here."""
    office_id: UUID | None = await session.scalar(select(EventCopy.office_id).where(EventCopy.id == event_id))
    return office_id


class SignUpCopy(Aggregate, Base):
    """Somebody's place at an event, `id` being the sign-up's; the events service owns it."""

    __tablename__ = "sign_up_copy"

    event_id: Mapped[UUID]
    status: Mapped[str]
    offered_until: Mapped[datetime | None]


class ContactPoint(Aggregate, Base):
    """How to reach whoever signed up, `id` being the sign-up's: sealed as it came, opened only in memory."""

    __tablename__ = "contact_point"

    event_id: Mapped[UUID]
    sealed: Mapped[str]
    key_version: Mapped[int]
    received_at: Mapped[datetime]
    phone_version: Mapped[int | None]
    email_version: Mapped[int | None]
    """With which version the telephone or the email was corrected, if it ever was: what had gone out did not arrive."""


class SealedLetter(Aggregate, Base):
    """A link for somebody who works in the network, `id` being the link's: sealed as it came, gone once it is sent."""

    __tablename__ = "sealed_letter"

    sealed: Mapped[str]
    key_version: Mapped[int]
    expires_at: Mapped[datetime]
