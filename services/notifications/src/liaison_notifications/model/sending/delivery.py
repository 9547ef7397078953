"""A delivery: one message to one person by one channel, and how it goes from planned to accepted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from liaison_kit.errors import Conflict
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.tables import Base


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    EMAIL = "email"


class Purpose(StrEnum):
    """What a message is for. May grow."""

    CONFIRMATION = "confirmation"
    OFFER = "offer"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"
    THANKS = "thanks"
    INVITATION = "invitation"
    RESET = "reset"
    OPT_IN = "opt_in"
    NEWS = "news"
    DIGEST = "digest"
    BULLETIN = "bulletin"
    TRIAL = "trial"  # somebody sends it to themselves, to see it
    REQUESTED = "requested"  # another municipal system asked for it


class DeliveryStatus(StrEnum):
    """Where one message to one person stands. May grow."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    RETRY_WAIT = "retry_wait"  # certainly not sent
    HELD = "held"  # it waits for the morning, for what else changes, or for others of its recipient's
    UNKNOWN = "unknown"  # may have been sent
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    COMPLAINED = "complained"  # it arrived, and was called spam
    FAILED = "failed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"


_S = DeliveryStatus

BEGINNINGS = frozenset({_S.PLANNED, _S.EXPIRED, _S.CANCELLED})

TRANSITIONS: Mapping[DeliveryStatus, frozenset[DeliveryStatus]] = {
    _S.PLANNED: frozenset({_S.CLAIMED, _S.HELD, _S.EXPIRED, _S.SUPPRESSED, _S.CANCELLED}),
    _S.CLAIMED: frozenset({_S.ACCEPTED, _S.UNKNOWN, _S.FAILED, _S.RETRY_WAIT}),
    # Delivered all the same: whoever said that it was not taken was wrong, and it is not tried again.
    _S.RETRY_WAIT: frozenset({_S.CLAIMED, _S.HELD, _S.EXPIRED, _S.SUPPRESSED, _S.CANCELLED, _S.DELIVERED}),
    _S.HELD: frozenset({_S.CLAIMED, _S.EXPIRED, _S.SUPPRESSED, _S.CANCELLED, _S.DELIVERED}),
    _S.UNKNOWN: frozenset({_S.ACCEPTED, _S.RETRY_WAIT, _S.DELIVERED, _S.UNDELIVERED, _S.COMPLAINED}),
    _S.ACCEPTED: frozenset({_S.DELIVERED, _S.UNDELIVERED, _S.COMPLAINED}),
    _S.DELIVERED: frozenset({_S.COMPLAINED}),
    _S.UNDELIVERED: frozenset({_S.DELIVERED, _S.COMPLAINED}),
    _S.FAILED: frozenset({_S.PLANNED}),  # only if somebody asks for it
}
"""What the database allows (table delivery_transition); a status that is missing here is final."""

WAITING = (_S.PLANNED, _S.RETRY_WAIT, _S.HELD)


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
    KNOWN = "known"
    QUIET_HOURS = "quiet_hours"
    CHANGING = "changing"
    TOO_MANY = "too_many"
    LATE = "late"
    BY_EMAIL = "by_email"
    SIGN_UP_CANCELLED = "sign_up_cancelled"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    STRANGE_ANSWER = "strange_answer"
    LEASE_EXPIRED = "lease_expired"
    RESTORED = "restored"
    NEVER_RECEIVED = "never_received"
    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBED = "unsubscribed"
    BY_HAND = "by_hand"
    NOT_WANTED = "not_wanted"
    STOPPED = "stopped"
    NOT_REACHED = "not_reached"
    NOT_DELIVERABLE = "not_deliverable"


class MightArriveTwice(Conflict):
    """This message was sent, or may have been: sent again, it might arrive twice."""


class NotFailed(Conflict):
    """Only a message that could not be sent is sent again."""


BACKOFF = tuple(timedelta(seconds=s) for s in (2, 10, 30, 120, 300, 900, 1800, 3600))

ASK_AGAIN = timedelta(seconds=30)

SHORTEST_PAUSE = 1.0


def backoff(attempt: int) -> timedelta:
    """How long to wait after this many attempts: a restart next door takes seconds, an outage may take hours."""
    return BACKOFF[min(attempt, len(BACKOFF)) - 1]


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt: ACCEPTED, FAILED, RETRY_WAIT (certainly not sent) or UNKNOWN (may have been)."""

    status: DeliveryStatus
    reason: str | None = None
    provider_id: str | None = None
    costless: bool = False
    """Nobody failed: the provider asked for patience, or its turn did not come."""
    pause: float = 0.0
    """Seconds of patience that were asked for."""
    elsewhere: bool = False
    """Another provider could take it at once."""
    askable: bool = True
    """Whether its provider ever says what became of it."""
    of_this_message: bool = False
    """A refusal that is about this message, and says nothing of how the provider does."""


class Delivery(Base):
    """One message to one person by one channel: about a sign-up, a letter, news … Text and recipient are not kept."""

    __tablename__ = "delivery"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    purpose: Mapped[str]
    sign_up_id: Mapped[UUID | None]
    event_id: Mapped[UUID | None]
    letter_id: Mapped[UUID | None]
    opt_in_id: Mapped[UUID | None]
    subscriber_id: Mapped[UUID | None]
    request_id: Mapped[UUID | None]
    bulletin_id: Mapped[UUID | None]
    event_version: Mapped[int | None]
    contact_version: Mapped[int | None]
    """Of the contact that it was last sent to; none if it never was."""
    said: Mapped[str | None]
    """When and where its event takes place, as the last attempt told it (`knowledge.says`)."""
    known: Mapped[str | None]
    """Of a change: the same, as it was before the first one of those that it tells."""
    since: Mapped[datetime | None]
    """Of a change: when the first one of those that it tells came to be known."""
    starts_at: Mapped[datetime | None]
    """Of a reminder: when the event was to start that it reminds of."""
    useful_until: Mapped[datetime | None]
    template_version_id: Mapped[UUID | None]
    """Whose words it was last sent in; none: in those that come with the software."""
    asked_by: Mapped[UUID | None]
    """Of a trial: whose it is."""
    status: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=0)
    costless: Mapped[int] = mapped_column(default=0)
    lane: Mapped[int] = mapped_column(default=1)
    claimed_until: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """When it could first be sent; none before its first attempt."""
    accepted_at: Mapped[datetime | None]
    provider: Mapped[str | None]
    provider_id: Mapped[str | None]
    reason: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    told_status: Mapped[str | None]
    """Of what another system asked for: what it was told last."""
    receipt_at: Mapped[datetime | None]
    """When a receipt moved it last."""
    poll_at: Mapped[datetime | None]
    """When its provider is asked next what became of it; none if it was not asked yet."""
    traceparent: Mapped[str | None]
    """Of what planned it, where that is traced (`liaison_kit.traces.spans`); none if a job did."""

    @property
    def tries(self) -> int:
        """Attempts that count."""
        return self.attempt - self.costless

    def hold(self, until: datetime, reason: Reason) -> None:
        """It is not sent before then."""
        self.status, self.reason, self.next_try_at, self.due_at = _S.HELD, reason, until, None

    def reserve(self, until: datetime) -> None:
        """It is made ready to be sent: until then it is nobody else's, and nothing has happened to it yet."""
        self.due_at, self.next_try_at = self.due_at or self.next_try_at, until

    def claim(
        self,
        now: datetime,
        lease: timedelta,
        provider: str | None = None,
        contact_version: int | None = None,
        template_version_id: UUID | None = None,
    ) -> None:
        """From here on it may have been sent by this provider, until an outcome says otherwise."""
        self.template_version_id = template_version_id
        self.status, self.reason, self.provider, self.contact_version = _S.CLAIMED, None, provider, contact_version
        self.attempt += 1
        self.due_at = self.due_at or self.next_try_at
        self.claimed_until, self.next_try_at = now + lease, None

    def settle(self, outcome: Outcome, now: datetime) -> None:
        """Records what came of the running attempt, or what the provider says of an earlier one."""
        asked = self.status == _S.UNKNOWN
        self.status, self.reason = outcome.status, outcome.reason
        self.provider_id = outcome.provider_id or self.provider_id
        self.next_try_at = self.finished_at = None
        if outcome.status == _S.RETRY_WAIT:
            self.costless += outcome.costless
            self.next_try_at = now if asked else now + self._wait(outcome)
        elif outcome.status == _S.UNKNOWN and self.channel == Channel.SMS and outcome.askable:
            # Not before the lease has passed: until then the request could still be on its way.
            self.next_try_at = self.claimed_until
        else:
            self.finished_at = now
        if outcome.status == _S.ACCEPTED:
            self.accepted_at = now

    def _wait(self, outcome: Outcome) -> timedelta:
        """After the first failure none, if another provider can take it."""
        if outcome.elsewhere and (outcome.costless or self.tries == 1):
            return timedelta(0)
        if outcome.costless:
            return timedelta(seconds=max(outcome.pause, SHORTEST_PAUSE))
        return backoff(self.tries)

    def told(self, status: DeliveryStatus, reason: Reason | None, now: datetime) -> bool:
        """A receipt says what became of it; whether that moves it: never back, and not while an attempt is running."""
        if status not in TRANSITIONS.get(DeliveryStatus(self.status), frozenset()):
            return False
        self.status, self.reason, self.next_try_at = status, reason, None
        self.finished_at = self.finished_at or now
        self.accepted_at, self.receipt_at = self.accepted_at or now, now
        return True

    def drop(self, status: DeliveryStatus, reason: Reason, now: datetime) -> None:
        """It is not sent: expired, suppressed or cancelled."""
        self.due_at = self.due_at or self.next_try_at
        self.status, self.reason, self.next_try_at, self.finished_at = status, reason, None, now

    def wait_again(self, now: datetime) -> None:
        """Somebody wants it sent once more: allowed only where nothing can have arrived."""
        if self.status in {_S.ACCEPTED, _S.UNKNOWN, _S.DELIVERED, _S.UNDELIVERED, _S.COMPLAINED}:
            raise MightArriveTwice
        if self.status != _S.FAILED:
            raise NotFailed
        self.status, self.reason, self.next_try_at, self.finished_at = _S.PLANNED, None, now, None
        self.due_at = None  # from here on it is waited for
