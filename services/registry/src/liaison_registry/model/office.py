"""Liaison offices: their rooms, their hours, and the day they start work."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from liaison_contracts.registry import OfficeState, OfficeStatus
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.metadata import Base


class AlreadyOpen(Conflict):
    """This office is open already."""


class OpeningInTheFuture(Refusal):
    """The opening day cannot lie in the future."""

    field = "opened_on"


class Office(Aggregate, Base):
    """A liaison office. Rooms and hours are lists inside it: they have no life of their own."""

    __tablename__ = "office"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"))
    district_name: Mapped[str]
    district_name_en: Mapped[str]
    address: Mapped[str]
    address_en: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    phone: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=OfficeStatus.PLANNED)
    opened_on: Mapped[date | None]
    rooms: Mapped[list[dict[str, Any]]]
    hours: Mapped[list[dict[str, Any]]]

    def open(self, on: date, today: date, backdating_reason: str | None = None) -> None:
        """The office starts work; its first year runs from `on`."""
        if self.status == OfficeStatus.OPEN:
            raise AlreadyOpen
        if on > today:
            raise OpeningInTheFuture
        must_be_explained(on, today, backdating_reason)
        self.status, self.opened_on = OfficeStatus.OPEN, on
        self.changed()

    def differences(self, plan: dict[str, Any]) -> list[str]:
        """Columns in which `plan` says something else."""
        return [name for name, value in plan.items() if getattr(self, name) != value]

    def plan_anew(self, plan: dict[str, Any]) -> None:
        """Takes over a changed plan; AlreadyOpen once people count on what was promised."""
        if self.status != OfficeStatus.PLANNED:
            raise AlreadyOpen
        for name, value in plan.items():
            setattr(self, name, value)
        self.changed()

    def is_open_at(self, moment: datetime) -> bool:
        """Whether the door is open; `moment` in Kyiv time."""
        return self.status == OfficeStatus.OPEN and any(
            hours["weekday"] == moment.isoweekday()
            and time.fromisoformat(hours["opens"]) <= moment.time() < time.fromisoformat(hours["closes"])
            for hours in self.hours
        )

    def state(self) -> OfficeState:
        return OfficeState.model_validate(self, from_attributes=True)


def rooms_with_ids(rooms: list[dict[str, Any]], known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rooms of a plan, each with the id of the room of the same name, so that its bookings stay its own."""
    ids = {room["name"]: room["id"] for room in known}
    return [{"id": ids.get(room["name"]) or str(new_id()), **room} for room in rooms]
