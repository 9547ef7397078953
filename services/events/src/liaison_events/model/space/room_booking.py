"""A room that is booked without an event: people of the community meet there, and nobody else is invited."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from liaison_kit.database import Aggregate
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.calendar.room_time import HasSetUp
from liaison_events.model.tables import Base


class BookingStatus(StrEnum):
    """Whether the room is held."""

    BOOKED = "booked"
    HELD = "held"
    """For whoever is offered it, until they answer or their time is over."""

    CANCELLED = "cancelled"


class RoomBooking(HasSetUp, Aggregate, Base):
    """The database holds the room for it or for an event, never for both (`ex_event_room_time_of_all`)."""

    __tablename__ = "room_booking"

    title: Mapped[str]
    office_id: Mapped[UUID]
    room_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default=BookingStatus.BOOKED)

    def cancel(self) -> None:
        self.status = BookingStatus.CANCELLED
        self.changed()
