"""Offices as the registry told of them last: a copy, so that this service works while the registry is down."""

from datetime import date
from typing import Any
from uuid import UUID

from liaison_contracts.registry import OfficeStatus, OpeningHours, Room, Span, SpecialHours
from liaison_kit.database import Aggregate
from liaison_kit.errors import Refusal
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.tables import Base


class OfficeUnknown(Refusal):
    """There is no such office."""

    field = "office_id"


class OfficeMissing(Refusal):
    """Choose the office that holds it."""

    field = "office_id"


class OfficeNotOpen(Refusal):
    """This office is not open on that day: open it first."""

    field = "office_id"


class RoomNotInOffice(Refusal):
    """There is no such room in this office."""

    field = "room_id"


class OfficeCopy(Aggregate, Base):
    """An office as the registry told it last."""

    __tablename__ = "office_copy"

    slug: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    address: Mapped[str]
    address_en: Mapped[str]
    district_name: Mapped[str]
    district_name_en: Mapped[str]
    status: Mapped[str]
    opened_on: Mapped[date | None]
    rooms: Mapped[list[dict[str, Any]]]
    accessibility: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    """None: nobody has said yet, or the registry has not told of this office since the column is there."""
    district_id: Mapped[UUID | None]
    hours: Mapped[list[dict[str, Any]] | None]
    special_hours: Mapped[list[dict[str, Any]] | None]
    """Both None in a copy that is older than these columns, until the registry tells of the office again."""

    def bookable_rooms(self) -> list[Room]:
        """Rooms that are in use; a retired one stays in the copy for what took place in it."""
        return [room for room in map(Room.model_validate, self.rooms) if not room.retired]

    def room(self, room_id: UUID) -> Room:
        """The room with this id; RoomNotInOffice if it has none."""
        found = next((room for room in self.bookable_rooms() if room.id == room_id), None)
        if found is None:
            raise RoomNotInOffice
        return found

    def spans_on(self, day: date) -> list[Span]:
        """When it is open on this day; nothing where that is not known."""
        special = [SpecialHours.model_validate(one) for one in self.special_hours or ()]
        for one in special:
            if one.from_day <= day <= one.to_day:
                return sorted(one.hours, key=lambda span: span.opens)
        week = [OpeningHours.model_validate(one) for one in self.hours or ()]
        today = [one for one in week if one.weekday == day.isoweekday() and holds_on(one, day)]
        return sorted((Span(opens=one.opens, closes=one.closes) for one in today), key=lambda span: span.opens)

    def must_be_open(self, on: date) -> None:
        if self.status != OfficeStatus.OPEN or (self.opened_on and on < self.opened_on):
            raise OfficeNotOpen


def holds_on(hours: OpeningHours, day: date) -> bool:
    """Whether these hours hold in the week of this day."""
    return (hours.valid_from or day) <= day <= (hours.valid_to or day)
