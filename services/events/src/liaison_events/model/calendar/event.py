"""An event: a gathering at an office that people come to, and the booking of its room."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventMode, EventState, EventStatus
from liaison_contracts.registry import Room
from liaison_kit import clock
from liaison_kit.clock import KYIV
from liaison_kit.database import Aggregate
from sqlalchemy import Computed, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column

from liaison_events.model.calendar.event_refusals import (
    CheckInTooEarly,
    ClosesTooLate,
    EventCancelledAlready,
    EventHeldAlready,
    EventNotCancelled,
    EventNotStarted,
    EventStarted,
    NotEnoughPlaces,
    OthersWait,
    PartyTooLarge,
    PlacesAreTaken,
    ReportMissing,
    RoomTooSmall,
    SignUpIsOver,
    StartsInThePast,
    attended,
    check_length,
)
from liaison_events.model.calendar.reminders import HOURS, Reminders
from liaison_events.model.calendar.room_time import HasSetUp
from liaison_events.model.office import OfficeCopy
from liaison_events.model.tables import Base

ROOM_CONSTRAINT = "ex_event_room_time"
"""With what it begins, too: `ex_event_room_time_of_all` counts bookings without an event."""
CHECK_IN_OPENS = timedelta(hours=2)
OFFER = timedelta(hours=12)
SHORTEST_OFFER = timedelta(minutes=30)


class ShownEvent(EventState):
    """An event as people see it: in both languages, with what became of it."""

    reminders: Reminders = Reminders.USUAL

    office_slug: str
    office_name_en: str
    room_name_en: str
    address_en: str
    cancellation_reason: str | None
    outcome: str | None


class Event(HasSetUp, Aggregate, Base):
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
    series_id: Mapped[UUID | None]
    original_start: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    mode: Mapped[str] = mapped_column(default=EventMode.ROOM)
    online_link: Mapped[str | None]
    organiser: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="uk")
    accessibility: Mapped[list[str]] = mapped_column(default=list)
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    reminders: Mapped[str] = mapped_column(default=Reminders.USUAL)
    changed_alone: Mapped[bool] = mapped_column(default=False)
    modified_at: Mapped[datetime] = mapped_column(default=clock.now)
    places_taken: Mapped[int] = mapped_column(server_default=text("0"))
    """Taken or offered; the database counts it (trigger `count_places`) and refuses one too many."""
    previous_starts_at: Mapped[datetime | None]
    """When it was to start before it was rescheduled (trigger `event_changed`)."""
    words: Mapped[str] = deferred(
        mapped_column(TSVECTOR, Computed("to_tsvector('simple', event_letters(title || ' ' || description))", True))
    )
    """What is searched: title and description, in letters of one kind."""

    @property
    def reminder_hours(self) -> list[int] | None:
        return HOURS[self.reminders or Reminders.USUAL]

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

    def take_place_elsewhere(self, office: OfficeCopy, place: str | None, address: str | None, capacity: int) -> None:
        """At a place that is no room of the office's, or online; its own id stands for a room that nobody books."""
        office.must_be_open(self.day)
        self.capacity = capacity
        self.office_id, self.office_slug = office.id, office.slug
        self.office_name, self.office_name_en = office.name, office.name_en
        self.address = self.address_en = address or self.online_link or ""
        self.room_id, self.room_name, self.room_name_en = self.id, place or "Онлайн", place or "Online"

    @property
    def has_room(self) -> bool:
        return self.room_id != self.id

    def move_to(self, office: OfficeCopy, room: Room, now: datetime) -> None:
        """The same event in another room; RoomTooSmall if it has promised more places than that one holds."""
        self.must_be_scheduled()
        if now >= self.starts_at:
            raise EventStarted
        self.take_place_in(office, room, self.capacity)
        self.mode = EventMode.HYBRID if self.online_link else EventMode.ROOM
        self.changed()

    def must_be_scheduled(self) -> None:
        if self.status == EventStatus.CANCELLED:
            raise EventCancelledAlready
        if self.status == EventStatus.HELD:
            raise EventHeldAlready

    def cancel(self, reason: str) -> None:
        self.must_be_scheduled()
        self.status, self.cancellation_reason = EventStatus.CANCELLED, reason
        self.changed()

    def restore(self, now: datetime) -> None:
        """It takes place after all; whoever had a place lost it and was told so, and may sign up again."""
        if self.status != EventStatus.CANCELLED:
            raise EventNotCancelled
        if now >= self.starts_at:
            raise EventStarted
        self.status, self.cancellation_reason = EventStatus.SCHEDULED, None
        self.changed()

    def start(self, now: datetime) -> None:
        """Its time has come, and is told once."""
        self.must_be_scheduled()
        self.started_at = now
        self.changed()

    def changed(self) -> None:
        super().changed()
        self.modified_at = clock.now()

    def stand_alone(self) -> None:
        """Somebody has changed it by itself: edits of its whole series leave it as it is from now on."""
        self.changed_alone = self.series_id is not None

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

    def serves_the_line(self, now: datetime) -> bool:
        """Whether a free place is offered to who waits; in the last hour it goes to whoever asks first."""
        return self.offer_until(now) is not None

    def change(self, columns: dict[str, Any], room_capacity: int | None) -> None:
        """Says otherwise what `columns` say; PlacesAreTaken for fewer places than are taken."""
        self.must_be_scheduled()
        if room_capacity is not None and columns["capacity"] > room_capacity:
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
        self.attendance = attended(attendance, present)
        self.status, self.outcome = EventStatus.HELD, outcome
        self.changed()

    def correct(self, attendance: int | None, present: int, outcome: str) -> None:
        """What its report says otherwise, once it is in."""
        if self.status != EventStatus.HELD:
            raise ReportMissing
        self.attendance, self.outcome = attended(attendance, present), outcome
        self.changed()

    def count_anew(self, attendance: int) -> None:
        """The total of the report, after one of its parts was corrected."""
        self.attendance = max(0, attendance)
        self.changed()

    def state(self) -> EventState:
        return EventState.model_validate(self, from_attributes=True)

    def shown(self) -> ShownEvent:
        return ShownEvent.model_validate(self, from_attributes=True)
