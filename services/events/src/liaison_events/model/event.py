"""An event: a gathering at an office that people come to, and the booking of its room."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventState, EventStatus
from liaison_contracts.registry import Room
from liaison_kit.clock import KYIV
from liaison_kit.database import Aggregate
from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.event_refusals import (
    AttendanceTooLow,
    CheckInTooEarly,
    ClosesTooLate,
    EndsBeforeStart,
    EventCancelledAlready,
    EventHeldAlready,
    EventNotStarted,
    EventStarted,
    NotEnoughPlaces,
    OthersWait,
    PartyTooLarge,
    PlacesAreTaken,
    RoomTaken,
    RoomTooSmall,
    SignUpIsOver,
    StartsInThePast,
    TooLong,
)
from liaison_events.model.office import OfficeCopy
from liaison_events.model.tables import Base

ROOM_CONSTRAINT = "ex_event_room_time"
"""With what it begins, too: `ex_event_room_time_of_all` counts bookings without an event."""
CHECK_IN_OPENS = timedelta(hours=2)
LONGEST = timedelta(hours=24)
OFFER = timedelta(hours=12)
SHORTEST_OFFER = timedelta(minutes=30)


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
    sign_up_closes_at: Mapped[datetime | None]
    fills_gaps: Mapped[bool] = mapped_column(default=False)
    places_taken: Mapped[int] = mapped_column(server_default=text("0"))
    """Taken or offered; the database counts it (trigger `count_places`) and refuses one too many."""

    @property
    def closes_at(self) -> datetime:
        """Until when people sign up."""
        return self.sign_up_closes_at or self.starts_at

    @property
    def places_left(self) -> int:
        return max(0, self.capacity - (self.places_taken or 0))

    @property
    def day(self) -> date:
        """The day it starts on in Kyiv."""
        return self.starts_at.astimezone(KYIV).date()

    def check_time(self, now: datetime) -> None:
        """Refuses a time that cannot be; the past needs a reason."""
        check_length(self.starts_at, self.ends_at)
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

    def move_to(self, office: OfficeCopy, room: Room, now: datetime) -> None:
        """The same event in another room; RoomTooSmall if it has promised more places than that one holds."""
        self.must_be_scheduled()
        if now >= self.starts_at:
            raise EventStarted
        self.take_place_in(office, room, self.capacity)
        self.changed()

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

    def is_to_come(self, now: datetime) -> bool:
        return self.status == EventStatus.SCHEDULED and now < self.starts_at

    def takes_sign_ups(self, now: datetime) -> bool:
        return self.status == EventStatus.SCHEDULED and now < self.closes_at

    def check_sign_up(self, party_size: int, now: datetime) -> None:
        """Refuses a sign-up that comes too late or could never have a place."""
        self.must_be_scheduled()
        if now >= self.starts_at:
            raise EventStarted
        if now >= self.closes_at:
            raise SignUpIsOver
        if party_size > self.capacity:
            raise PartyTooLarge(capacity=self.capacity)

    def check_place(self, party_size: int, others_wait: bool) -> None:
        """Refuses a sign-up that has to wait: there is no place, or somebody who waits comes first."""
        if party_size > self.places_left:
            raise NotEnoughPlaces(left=self.places_left)
        if others_wait and not self.fills_gaps:
            raise OthersWait

    def offer_until(self, now: datetime) -> datetime | None:
        """Until when a place offered now is held: 12 hours, or half of what is left before sign-up closes.

        None when nobody would have half an hour to decide: then no more offers are made.
        """
        left = self.closes_at - now
        if self.status != EventStatus.SCHEDULED or left < 2 * SHORTEST_OFFER:
            return None
        return now + min(OFFER, left / 2)

    def change(self, columns: dict[str, Any], room_capacity: int) -> None:
        """Says otherwise what `columns` say; PlacesAreTaken for fewer places than are taken."""
        self.must_be_scheduled()
        if columns["capacity"] > room_capacity:
            raise RoomTooSmall(capacity=room_capacity)
        if columns["capacity"] < self.places_taken:
            raise PlacesAreTaken(taken=self.places_taken)
        if columns["sign_up_closes_at"] and columns["sign_up_closes_at"] > self.starts_at:
            raise ClosesTooLate
        for name, value in columns.items():
            setattr(self, name, value)
        self.changed()

    def reschedule(self, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
        """The same event at another time; until when people sign up moves along."""
        self.must_be_scheduled()
        if now >= self.starts_at:
            raise EventStarted
        check_length(starts_at, ends_at)
        if starts_at < now:
            raise StartsInThePast
        if self.sign_up_closes_at:
            self.sign_up_closes_at += starts_at - self.starts_at
        self.starts_at, self.ends_at = starts_at, ends_at
        self.changed()

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


def check_length(starts_at: datetime, ends_at: datetime) -> None:
    """Refuses an end before the start, and what lasts for more than a day."""
    if ends_at <= starts_at:
        raise EndsBeforeStart
    if ends_at - starts_at > LONGEST:
        raise TooLong
