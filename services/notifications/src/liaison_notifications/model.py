"""The notifications service's tables and rules: deliveries, and copies of what they need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from liaison_contracts.events import EventStatus, PlaceOffered, SignUpCancelled, SignUpConfirmed, SignUpWaitlisted
from liaison_contracts.notifications import SealingKeyState
from liaison_kit import database
from liaison_kit.database import TYPES, Aggregate, new_id
from sqlalchemy import ColumnElement, case, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The notifications service's own metadata."""

    metadata = database.metadata()
    type_annotation_map = TYPES


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    EMAIL = "email"


class Purpose(StrEnum):
    """What a message is for. May grow."""

    CONFIRMATION = "confirmation"
    OFFER = "offer"
    CHANGE = "change"
    REMINDER = "reminder"
    INVITATION = "invitation"
    RESET = "reset"


class SignUpStatus(StrEnum):
    """Where a sign-up stands."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"


TOLD = {SignUpStatus.CONFIRMED: Purpose.CONFIRMATION, SignUpStatus.OFFERED: Purpose.OFFER}
"""What somebody is told once their sign-up stands there; who only waits has read so on the page."""


class DeliveryStatus(StrEnum):
    """Where one message to one person stands. May grow."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    RETRY_WAIT = "retry_wait"  # certainly not sent
    UNKNOWN = "unknown"  # may have been sent
    ACCEPTED = "accepted"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"


_S = DeliveryStatus
BEGINNINGS = frozenset({_S.PLANNED, _S.EXPIRED, _S.CANCELLED})
TRANSITIONS: Mapping[DeliveryStatus, frozenset[DeliveryStatus]] = {
    _S.PLANNED: frozenset({_S.CLAIMED, _S.EXPIRED, _S.SUPPRESSED, _S.CANCELLED}),
    _S.CLAIMED: frozenset({_S.ACCEPTED, _S.UNKNOWN, _S.FAILED, _S.RETRY_WAIT}),
    _S.RETRY_WAIT: frozenset({_S.CLAIMED, _S.EXPIRED, _S.SUPPRESSED, _S.CANCELLED}),
    _S.UNKNOWN: frozenset({_S.ACCEPTED, _S.RETRY_WAIT}),
}
"""What the database allows (table delivery_transition); a status that is missing here is final."""

WAITING = (_S.PLANNED, _S.RETRY_WAIT)


class Reason(StrEnum):
    """Why a delivery stands where it stands; some carry a number behind them, for example `refused 550`."""

    NO_PHONE = "no_phone"
    NO_EMAIL = "no_email"
    BOX_UNOPENABLE = "box_unopenable"
    CONTACT_MISSING = "contact_missing"
    ADDRESS_UNUSABLE = "address_unusable"
    LINK_EXPIRED = "link_expired"
    EVENT_STARTED = "event_started"
    EVENT_CANCELLED = "event_cancelled"
    OFFER_ANSWERED = "offer_answered"
    OFFER_OVER = "offer_over"
    SUPERSEDED = "superseded"
    SIGN_UP_CANCELLED = "sign_up_cancelled"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    STRANGE_ANSWER = "strange_answer"
    LEASE_EXPIRED = "lease_expired"
    NEVER_RECEIVED = "never_received"


REMINDED_BEFORE = timedelta(hours=24)
"""How long before an event people are reminded of it."""

BACKOFF = tuple(timedelta(seconds=s) for s in (2, 10, 30, 120, 300, 900, 1800, 3600))
ASK_AGAIN = timedelta(seconds=30)


def backoff(attempt: int) -> timedelta:
    """How long to wait after this many attempts: a restart next door takes seconds, an outage may take hours."""
    return BACKOFF[min(attempt, len(BACKOFF)) - 1]


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt: ACCEPTED, FAILED, RETRY_WAIT (certainly not sent) or UNKNOWN (may have been)."""

    status: DeliveryStatus
    reason: str | None = None
    provider_id: str | None = None


THE_KEY = UUID("01990000-0000-7000-8000-000000000001")
"""Always the same, so that every version of the key has the same place on its topic."""


class SealingKey(Aggregate, Base):
    """The public half of the key to contact points; there is one, and its version rises when it is replaced."""

    __tablename__ = "sealing_key"

    public_key: Mapped[str]

    def replace(self, public_key: str) -> None:
        """From now on contacts are sealed for this one."""
        self.public_key = public_key
        self.changed()

    def state(self) -> SealingKeyState:
        return SealingKeyState.model_validate(self, from_attributes=True)


class EventCopy(Aggregate, Base):
    """What messages say about an event; the events service owns it."""

    __tablename__ = "event_copy"

    title: Mapped[str]
    status: Mapped[str]
    office_name: Mapped[str]
    room_name: Mapped[str]
    address: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    modified_at: Mapped[datetime | None]


class SignUpCopy(Aggregate, Base):
    """Somebody's place at an event, `id` being the sign-up's; the events service owns it."""

    __tablename__ = "sign_up_copy"

    event_id: Mapped[UUID]
    status: Mapped[str]
    offered_until: Mapped[datetime | None]


class ContactPoint(Aggregate, Base):
    """How to reach whoever signed up, `id` being the sign-up's: sealed as it came, opened only while sending."""

    __tablename__ = "contact_point"

    event_id: Mapped[UUID]
    sealed: Mapped[str]
    key_version: Mapped[int]
    received_at: Mapped[datetime]


class SealedLetter(Aggregate, Base):
    """A link for somebody who works in the network, `id` being the link's: sealed as it came, gone once it is sent."""

    __tablename__ = "sealed_letter"

    sealed: Mapped[str]
    key_version: Mapped[int]
    expires_at: Mapped[datetime]


class Delivery(Base):
    """One message to one person by one channel: about a sign-up, or a letter. Neither text nor recipient is kept."""

    __tablename__ = "delivery"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    purpose: Mapped[str]
    sign_up_id: Mapped[UUID | None]
    event_id: Mapped[UUID | None]
    letter_id: Mapped[UUID | None]
    event_version: Mapped[int | None]
    status: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    reason: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    def claim(self, now: datetime, lease: timedelta) -> None:
        """From here on it may have been sent, until an outcome says otherwise."""
        self.status, self.reason = _S.CLAIMED, None
        self.attempt += 1
        self.claimed_until, self.next_try_at = now + lease, None

    def settle(self, outcome: Outcome, now: datetime) -> None:
        """Records what came of the running attempt, or what the provider says of an earlier one."""
        asked = self.status == _S.UNKNOWN
        self.status, self.reason = outcome.status, outcome.reason
        self.provider_id = outcome.provider_id or self.provider_id
        self.next_try_at = self.finished_at = None
        if outcome.status == _S.RETRY_WAIT:
            self.next_try_at = now if asked else now + backoff(self.attempt)
        elif outcome.status == _S.UNKNOWN and self.channel == Channel.SMS:
            # Not before the lease has passed: until then the request could still be on its way.
            self.next_try_at = self.claimed_until
        else:
            self.finished_at = now

    def drop(self, status: DeliveryStatus, reason: Reason, now: datetime) -> None:
        """It is not sent: expired, suppressed or cancelled."""
        self.status, self.reason, self.next_try_at, self.finished_at = status, reason, None, now


def reason_to_drop(
    purpose: str, event: EventCopy, sign_up: SignUpCopy, now: datetime
) -> tuple[DeliveryStatus, Reason] | None:
    """Why a message about this sign-up is of no use any more, if so."""
    if event.status == EventStatus.CANCELLED:
        return _S.CANCELLED, Reason.EVENT_CANCELLED
    if sign_up.status == SignUpStatus.CANCELLED:
        return _S.CANCELLED, Reason.SIGN_UP_CANCELLED
    if purpose == Purpose.OFFER and sign_up.status != SignUpStatus.OFFERED:
        return _S.CANCELLED, Reason.OFFER_ANSWERED
    if purpose == Purpose.OFFER and (sign_up.offered_until or now) <= now:
        return _S.EXPIRED, Reason.OFFER_OVER
    if event.starts_at <= now:
        return _S.EXPIRED, Reason.EVENT_STARTED
    if purpose == Purpose.REMINDER and event.starts_at - now > REMINDED_BEFORE:
        return _S.CANCELLED, Reason.SUPERSEDED
    return None


async def hold_event(session: AsyncSession, event_id: UUID) -> None:
    """One at a time per event: two reactions at once would each miss what the other brings, and nobody would plan."""
    await session.execute(select(func.pg_advisory_xact_lock(7_237, func.hashtext(str(event_id)))))


async def keep_sign_up(
    session: AsyncSession,
    fact: SignUpConfirmed | SignUpWaitlisted | PlaceOffered | SignUpCancelled,
    status: SignUpStatus,
    offered_until: datetime | None = None,
) -> None:
    """Keeps what became of a sign-up, its event held."""
    await hold_event(session, fact.event_id)
    columns = {"id": fact.sign_up_id, "version": fact.version, "event_id": fact.event_id, "status": status}
    await database.keep_latest(session, SignUpCopy, **columns, offered_until=offered_until)


async def plan_messages(session: AsyncSession, whose: ColumnElement[bool], now: datetime) -> None:
    """Plans what is to be told, once per channel, for each of these sign-ups whose contact and event are known."""
    purpose = case(*((SignUpCopy.status == status, literal(purpose.value)) for status, purpose in TOLD.items()))
    unplanned = (
        select(SignUpCopy, EventCopy)
        .join(EventCopy, EventCopy.id == SignUpCopy.event_id)
        .where(whose, SignUpCopy.status.in_(TOLD))
        .where(exists().where(ContactPoint.id == SignUpCopy.id))
        .where(~exists().where(Delivery.sign_up_id == SignUpCopy.id, Delivery.purpose == purpose))
    )
    for sign_up, event in (await session.execute(unplanned)).all():
        for channel in Channel:
            await plan(session, TOLD[SignUpStatus(sign_up.status)], sign_up, event, channel, now)


async def plan(
    session: AsyncSession,
    purpose: Purpose,
    sign_up: SignUpCopy,
    event: EventCopy,
    channel: Channel,
    now: datetime,
    event_version: int | None = None,
    occasion: object = "",
) -> None:
    """Plans one message about a sign-up by one channel, or records why it is of no use; once for each `occasion`."""
    useless = reason_to_drop(purpose, event, sign_up, now)
    row = {
        "id": new_id(),
        "dedupe_key": f"{purpose}:{sign_up.id}:{channel}" + (f":{occasion}" if occasion else ""),
        "channel": channel,
        "purpose": purpose,
        "sign_up_id": sign_up.id,
        "event_id": event.id,
        "event_version": event_version,
        "status": useless[0] if useless else _S.PLANNED,
        "attempt": 0,
        "reason": useless[1] if useless else None,
        "next_try_at": None if useless else now,
        "created_at": now,
        "finished_at": now if useless else None,
    }
    await session.execute(insert(Delivery).values(**row).on_conflict_do_nothing())


async def plan_letter(session: AsyncSession, purpose: Purpose, letter_id: UUID, now: datetime) -> None:
    """Plans the one mail that brings a letter; never twice."""
    row = {"id": new_id(), "letter_id": letter_id, "channel": Channel.EMAIL, "purpose": purpose, "attempt": 0}
    row |= {"dedupe_key": f"{purpose}:{letter_id}", "status": _S.PLANNED, "next_try_at": now, "created_at": now}
    await session.execute(insert(Delivery).values(**row).on_conflict_do_nothing())


async def cancel_waiting(
    session: AsyncSession, whose: Iterable[ColumnElement[bool]], reason: Reason, now: datetime
) -> None:
    """Calls off what has not been handed over yet."""
    waiting = update(Delivery).where(*whose, Delivery.status.in_(WAITING))
    await session.execute(waiting.values(status=_S.CANCELLED, reason=reason, next_try_at=None, finished_at=now))
