"""A request for space: residents or an organisation ask for a room, or propose an event; an office answers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict
from pydantic import BaseModel
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.calendar.event_refusals import StartsInThePast, check_length
from liaison_events.model.calendar.room_time import HasSetUp, SetUp
from liaison_events.model.sign_ups.sign_up import hashed
from liaison_events.model.tables import Base


class Wish(StrEnum):
    """A room for themselves, or an event that everybody can come to."""

    ROOM = "room"
    EVENT = "event"


class RequestStatus(StrEnum):
    """Whose turn it is, or how it ended."""

    ASKED = "asked"
    OFFERED = "offered"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RequestIsDecided(Conflict):
    """This request was decided on or withdrawn already."""


class NothingOffered(Conflict):
    """Nothing is offered at the moment: the office has not answered, or the request is decided on."""


class EventIsAnnounced(Conflict):
    """The event is on the calendar already: ask the office to cancel it."""


class ShownRequest(BaseModel):
    """A request without whoever asks."""

    id: UUID
    version: int
    wants: Wish
    status: RequestStatus
    title: str
    description: str
    people: int
    organisation: str | None
    office_id: UUID
    room_id: UUID
    starts_at: datetime
    ends_at: datetime
    offered_room_id: UUID | None
    offered_starts_at: datetime | None
    offered_ends_at: datetime | None
    offered_until: datetime | None
    reason: str | None
    event_id: UUID | None


class SpaceRequest(HasSetUp, Aggregate, Base):
    """How long set-up and clear-away take the office says with its answer.

    Name, phone and email of whoever asks are gone some time after it. `reason`: of the refusal, or of the offer.
    """

    __tablename__ = "space_request"

    wants: Mapped[str]
    status: Mapped[str] = mapped_column(default=RequestStatus.ASKED)
    title: Mapped[str]
    description: Mapped[str]
    kind: Mapped[str]
    people: Mapped[int]
    organisation: Mapped[str | None]
    office_id: Mapped[UUID]
    room_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    offered_room_id: Mapped[UUID | None]
    offered_starts_at: Mapped[datetime | None]
    offered_ends_at: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    """Until when `booking_id` holds what is offered; None: it is not held, or not any more."""
    reason: Mapped[str | None]
    name: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id"))
    booking_id: Mapped[UUID | None] = mapped_column(ForeignKey("room_booking.id"))

    @property
    def is_open(self) -> bool:
        return self.status in {RequestStatus.ASKED, RequestStatus.OFFERED}

    def must_be_open(self) -> None:
        if not self.is_open:
            raise RequestIsDecided

    def refuse(self, reason: str) -> None:
        self.must_be_open()
        self.status, self.reason = RequestStatus.REFUSED, reason
        self.changed()

    def set_up(self, around: SetUp) -> None:
        """How long the room is held before and after, for what they want."""
        self.set_up_minutes, self.clear_away_minutes = around.set_up_minutes, around.clear_away_minutes

    def offer(self, room_id: UUID, starts_at: datetime, ends_at: datetime, reason: str | None) -> None:
        """Another room or time."""
        self.must_be_open()
        self.status, self.reason = RequestStatus.OFFERED, reason
        self.offered_room_id, self.offered_starts_at, self.offered_ends_at = room_id, starts_at, ends_at
        self.changed()

    def accept(self) -> None:
        """What was offered is what is wanted from now on; NothingOffered if nothing is."""
        if (
            self.status != RequestStatus.OFFERED
            or self.offered_room_id is None
            or self.offered_starts_at is None
            or self.offered_ends_at is None
        ):
            raise NothingOffered
        self.room_id, self.starts_at, self.ends_at = (
            self.offered_room_id,
            self.offered_starts_at,
            self.offered_ends_at,
        )

    def approve(self, event_id: UUID | None, booking_id: UUID | None) -> None:
        self.must_be_open()
        self.status, self.event_id, self.booking_id = RequestStatus.APPROVED, event_id, booking_id
        self.changed()

    def withdraw(self) -> bool:
        """Whether it was wanted until now; an event that is announced only the office can cancel."""
        if self.event_id is not None:
            raise EventIsAnnounced
        if self.status in {RequestStatus.WITHDRAWN, RequestStatus.REFUSED}:
            return False
        self.status = RequestStatus.WITHDRAWN
        self.changed()
        return True

    def forget(self) -> None:
        """Who asked is gone; what for stays."""
        self.name = self.phone = self.email = None

    def shown(self) -> ShownRequest:
        return ShownRequest.model_validate(self, from_attributes=True)


def check_wanted(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuses a time that cannot be."""
    check_length(starts_at, ends_at)
    if starts_at < now:
        raise StartsInThePast


def request_of(token: str) -> Select[SpaceRequest]:
    return select(SpaceRequest).where(SpaceRequest.token_hash == hashed(token))
