"""An event: a gathering at an office that people come to, and the booking of its room."""

from datetime import date, datetime, timedelta
from uuid import UUID

from liaison_contracts.events import EventState, EventStatus
from liaison_contracts.registry import Room
from liaison_kit.clock import KYIV
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.office import OfficeCopy
from liaison_events.model.tables import Base

ROOM_CONSTRAINT = "ex_event_room_time"
CHECK_IN_OPENS = timedelta(hours=2)
LONGEST = timedelta(hours=24)


class EndsBeforeStart(Refusal):
    """The end must come after the start."""

    field = "ends_at"


class TooLong(Refusal):
    """An event lasts at most 24 hours. Schedule each day on its own."""

    field = "ends_at"


class StartsInThePast(Refusal):
    """The start lies in the past: choose a later time, or say why it is entered only now."""

    field = "starts_at"


class RoomTooSmall(Refusal):
    """This room holds {capacity} people at most."""

    field = "capacity"


class RoomTaken(Conflict):
    """The room is taken by “{title}” from {start} to {end}."""

    field = "room_id"


class EventCancelledAlready(Conflict):
    """This event is cancelled."""


class EventHeldAlready(Conflict):
    """This event was held and its report is in."""


class EventStarted(Conflict):
    """This event has started already."""


class EventNotStarted(Conflict):
    """This event has not started yet: its report can be given from then on."""


class NotEnoughPlaces(Conflict):
    """There are not enough places. Left: {left}."""

    field = "party_size"


class CheckInTooEarly(Conflict):
    """People can be checked in from two hours before the start."""


class AttendanceTooLow(Refusal):
    """At least {present} people were checked in."""

    field = "attendance"


class ShownEvent(EventState):
    """An event as people see it: in both languages, with what became of it."""

    office_slug: str
    office_name_en: str
    room_name_en: str
    address_en: str
    cancellation_reason: str | None
    outcome: str | None


class Event(Aggregate, Base):
    """The place's names are kept as they were when the event was scheduled: so people were told."""

    __tablename__ = "event"

    title: Mapped[str]
    description: Mapped[str]
    kind: Mapped[str]
    tools: Mapped[list[str]]
    status: Mapped[str] = mapped_column(default=EventStatus.SCHEDULED)
    office_id: Mapped[UUID]
    office_slug: Mapped[str]
    office_name: Mapped[str]
    office_name_en: Mapped[str]
    room_id: Mapped[UUID]
    room_name: Mapped[str]
    room_name_en: Mapped[str]
    address: Mapped[str]
    address_en: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    attendance: Mapped[int | None]
    outcome: Mapped[str | None]
    cancellation_reason: Mapped[str | None]
    backdating_reason: Mapped[str | None]

    @property
    def day(self) -> date:
        """The day it starts on in Kyiv."""
        return self.starts_at.astimezone(KYIV).date()

    def check_time(self, now: datetime) -> None:
        """Refuses a time that cannot be; the past needs a reason."""
        if self.ends_at <= self.starts_at:
            raise EndsBeforeStart
        if self.ends_at - self.starts_at > LONGEST:
            raise TooLong
        if self.starts_at < now and not self.backdating_reason:
            raise StartsInThePast

    def take_place_in(self, office: OfficeCopy, room: Room, capacity: int | None) -> None:
        """Books a room of an open office; as many people as the room holds, unless fewer are wanted."""
        office.must_be_open(self.day)
        if capacity is not None and capacity > room.capacity:
            raise RoomTooSmall(capacity=room.capacity)
        self.capacity = room.capacity if capacity is None else capacity
        self.office_id, self.office_slug = office.id, office.slug
        self.office_name, self.office_name_en = office.name, office.name_en
        self.address, self.address_en = office.address, office.address_en
        self.room_id, self.room_name, self.room_name_en = room.id, room.name, room.name_en

    def taken_room(self) -> RoomTaken:
        """What to answer to whoever wants the room at the time of this event."""
        start, end = self.starts_at.astimezone(KYIV), self.ends_at.astimezone(KYIV)
        last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%d.%m.%Y %H:%M}"
        return RoomTaken(title=self.title, start=f"{start:%d.%m.%Y %H:%M}", end=last)

    def must_be_scheduled(self) -> None:
        if self.status == EventStatus.CANCELLED:
            raise EventCancelledAlready
        if self.status == EventStatus.HELD:
            raise EventHeldAlready

    def cancel(self, reason: str) -> None:
        self.must_be_scheduled()
        self.status, self.cancellation_reason = EventStatus.CANCELLED, reason
        self.changed()

    def takes_sign_ups(self, now: datetime) -> bool:
        return self.status == EventStatus.SCHEDULED and now < self.starts_at

    def places_left(self, taken: int) -> int:
        return max(0, self.capacity - taken)

    def check_sign_up(self, party_size: int, taken: int, now: datetime) -> None:
        """Refuses a sign-up that has no place; `taken` places must have been counted under the event's lock."""
        self.must_be_scheduled()
        if now >= self.starts_at:
            raise EventStarted
        if party_size > self.places_left(taken):
            raise NotEnoughPlaces(left=self.places_left(taken))

    def check_check_in(self, now: datetime) -> None:
        self.must_be_scheduled()
        if now < self.starts_at - CHECK_IN_OPENS:
            raise CheckInTooEarly

    def hold(self, attendance: int | None, present: int, outcome: str, now: datetime) -> None:
        """The event took place; `present` is how many people were checked in, `attendance` how many came in all."""
        self.must_be_scheduled()
        if now < self.starts_at:
            raise EventNotStarted
        if attendance is not None and attendance < present:
            raise AttendanceTooLow(present=present)
        self.attendance = present if attendance is None else attendance
        self.status, self.outcome = EventStatus.HELD, outcome
        self.changed()

    def state(self) -> EventState:
        return EventState.model_validate(self, from_attributes=True)

    def shown(self) -> ShownEvent:
        return ShownEvent.model_validate(self, from_attributes=True)
