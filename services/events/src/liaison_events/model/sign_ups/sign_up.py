"""A sign-up: a person's place at an event, for themselves and those who come along."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from liaison_kit.formats import contact_points
from sqlalchemy import ColumnElement, ForeignKey, Select, func, literal, or_, select, text, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.calendar.event_refusals import (
    EventStarted,
)
from liaison_events.model.tables import Base

KEPT = timedelta(days=30)
"""How long after an event names and contacts are kept."""


class SignUpStatus(StrEnum):
    """Whether the place is taken, waited for, held for an answer, or given back."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"


class ContactMissing(Refusal):
    """Give a phone number or an email, so that we can tell you if anything changes."""

    field = "phone"


class WrongPhone(Refusal):
    """This is not a telephone number. Write it like 067 123 45 67."""

    field = "phone"


class WrongEmail(Refusal):
    """This is not an email address. Write it like name@example.com."""

    field = "email"


class ConsentMissing(Refusal):
    """We may keep your contact only if you agree."""

    field = "consent"


class WrongParticipant(Refusal):
    """Some fields are wrong. Correct them and send again."""


class SignedUpAlready(Conflict):
    """You are signed up for this event already: your link is in the message we sent."""


class SignUpIsCancelled(Conflict):
    """This sign-up is cancelled."""


class NoPlaceYet(Conflict):
    """This sign-up waits for a place: it has none yet."""


class OfferIsOver(Conflict):
    """This offer is over: the place went to the next on the waiting list."""


class CheckedInAlready(Conflict):
    """You are checked in at this event, so the sign-up cannot be cancelled any more."""


class SignUp(Aggregate, Base):
    """`present` is how many people came on it. Name, phone and email are gone some time after the event."""

    __tablename__ = "sign_up"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    party_size: Mapped[int]
    status: Mapped[str] = mapped_column(default=SignUpStatus.CONFIRMED)
    present: Mapped[int] = mapped_column(default=0)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    offered_until: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    """When its people came, or the first of them."""
    groups: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """How many of the party belong to which group (model/sign_ups/groups.py); nobody of them is named."""
    guardian_agreed_at: Mapped[datetime | None]
    taken_by: Mapped[UUID | None]
    """The worker's account, where a worker signed them up."""

    @property
    def is_active(self) -> bool:
        return self.status != SignUpStatus.CANCELLED

    @property
    def has_place(self) -> bool:
        return self.status == SignUpStatus.CONFIRMED

    @property
    def waits(self) -> bool:
        return self.status == SignUpStatus.WAITING

    def release(self) -> None:
        """Gives the place back, or stops waiting for one."""
        self._become(SignUpStatus.CANCELLED)

    def offer(self, until: datetime) -> None:
        """A place is held for it until then."""
        self._become(SignUpStatus.OFFERED, until)

    def accept(self, now: datetime) -> bool:
        """Whether the offered place is taken now; False if it was before. OfferIsOver once it was held long enough."""
        if self.has_place:
            return False
        if self.waits:
            raise NoPlaceYet
        if self.offered_until is None or now >= self.offered_until:
            raise OfferIsOver
        self._become(SignUpStatus.CONFIRMED)
        return True

    def take(self) -> bool:
        """Takes a place that is free, without an offer; true, as `accept` is for what is new."""
        self._become(SignUpStatus.CONFIRMED)
        return True

    def _become(self, status: SignUpStatus, offered_until: datetime | None = None) -> None:
        self.status, self.offered_until = status, offered_until
        self.changed()

    def cancel(self, event_starts_at: datetime, now: datetime) -> bool:
        """Whether it was active until now; refused once the event has started or the person is there."""
        if not self.is_active:
            return False
        self.must_be_free_to_leave(event_starts_at, now)
        self.release()
        return True

    def must_be_free_to_leave(self, event_starts_at: datetime, now: datetime) -> None:
        """The door needs whoever is there, or has a place once the event has begun."""
        if self.is_active and self.present:
            raise CheckedInAlready
        if self.is_active and now >= event_starts_at:
            raise EventStarted

    def correct_contact(
        self, phone: str | None, email: str | None, event_starts_at: datetime, now: datetime, *, forget_other: bool
    ) -> list[str]:
        """Which of phone and email are others now: what is not given stays, or is forgotten with what was wrong.

        Refused where no message comes any more.
        """
        if not self.is_active:
            raise SignUpIsCancelled
        if now >= event_starts_at:
            raise EventStarted
        right = {"phone": phone, "email": email}
        if not forget_other:
            right = {name: given or getattr(self, name) for name, given in right.items()}
        corrected = [name for name, value in right.items() if value != getattr(self, name)]
        if corrected:
            self.phone, self.email = right["phone"], right["email"]
            self.changed()
        return corrected

    def record(self, present: int, at: datetime | None) -> bool:
        """Whether the number of people who came is new; `at`: when, if it is known, and unless some had come before."""
        if not self.is_active:
            raise SignUpIsCancelled
        if not self.has_place:
            raise NoPlaceYet
        if present == self.present:
            return False
        self.present = present
        self.arrived_at = (self.arrived_at or at) if present else None
        self.changed()
        return True

    @property
    def is_known(self) -> bool:
        """Whether it is kept who it was."""
        return any((self.name, self.phone, self.email))

    def forget(self) -> None:
        """Who it was is gone; how many came stays."""
        self.name = self.phone = self.email = None


def new_token() -> str:
    """The secret in a participant's link: 256 bits, good in a URL."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is kept of a token: whoever reads the database cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(token: str) -> Select[SignUp]:
    return select(SignUp).where(SignUp.token_hash == hashed(token))


def active_at(event_id: UUID) -> ColumnElement[bool]:
    """Those that have a place, are offered one, or wait for one."""
    return (SignUp.event_id == event_id) & (SignUp.status != SignUpStatus.CANCELLED)


def with_a_place_at(event_id: UUID) -> ColumnElement[bool]:
    """Those of the participants: whoever only waits is not one."""
    return (SignUp.event_id == event_id) & (SignUp.status == SignUpStatus.CONFIRMED)


def holds_a_place() -> ColumnElement[bool]:
    """Those whose places are counted: taken, or offered and held."""
    return SignUp.status.in_((SignUpStatus.CONFIRMED, SignUpStatus.OFFERED))


def waiting_at(event_id: UUID) -> ColumnElement[bool]:
    return (SignUp.event_id == event_id) & (SignUp.status == SignUpStatus.WAITING)


def waiting_longer(sign_up: SignUp) -> Select[int]:
    """How many wait for a place at the same event and come before it; none unless it waits, too."""
    earlier = tuple_(SignUp.created_at, SignUp.id) < tuple_(sign_up.created_at, sign_up.id)
    waits = literal(sign_up.status == SignUpStatus.WAITING)
    return select(func.count()).select_from(SignUp).where(waiting_at(sign_up.event_id), earlier, waits)


def people_present(event_id: UUID) -> Select[int]:
    return select(func.coalesce(func.sum(SignUp.present), 0)).where(with_a_place_at(event_id))


def same_person(event_id: UUID, phone: str | None, email: str | None) -> Select[UUID]:
    """Active sign-ups for the event with one of these contact points; None matches nothing."""
    same = or_(SignUp.phone == phone if phone else False, func.lower(SignUp.email) == func.lower(email or ""))
    return select(SignUp.id).where(active_at(event_id), same)


def checked_phone(given: str) -> str:
    """As the kit's; WrongPhone if there can be no such number."""
    try:
        return contact_points.phone_of(given)
    except ValueError:
        raise WrongPhone from None


def checked_email(given: str) -> str:
    """As the kit's; WrongEmail if it cannot be one."""
    try:
        return contact_points.email_of(given)
    except ValueError:
        raise WrongEmail from None
