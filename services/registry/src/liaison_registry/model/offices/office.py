"""Liaison offices: their rooms, their hours, and the day they start work."""

from collections.abc import Container
from datetime import date, datetime
from typing import Any
from uuid import UUID

from liaison_contracts.registry import OfficeState, OfficeStatus, OpeningHours, Span, SpecialHours
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, NotFound, Refusal
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.office_life import (
    BEFORE_OPENING,
    AlreadyOpen,
    ClosedForGood,
    NoQualifiedWorker,
    NotAtWork,
    NotOpenYet,
    NotSuspended,
    OpeningInTheFuture,
    Override,
    WrongClosingDay,
    WrongStep,
    must_lie_ahead,
)
from liaison_registry.model.offices.opening_hours import is_open, opening_after, with_week_from
from liaison_registry.model.offices.readiness import Known, NotReady, missing_points
from liaison_registry.model.offices.site import COLUMNS as SITE_COLUMNS
from liaison_registry.model.offices.site import Place, Site
from liaison_registry.model.visiting.visiting import Visiting


class HoursInThePast(Refusal):
    """New hours hold from today at the earliest: what was, stays."""

    field = "valid_from"


class WrongSpecialDays(Refusal):
    """The last day must not lie before the first, nor in the past."""

    field = "to_day"


class SpecialHoursOverlap(Conflict):
    """There are special hours on one of these days already: remove them first."""

    field = "from_day"


class Office(Visiting, Aggregate, Base):
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
    special_hours: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    hours_set_here: Mapped[bool] = mapped_column(default=False)
    notice: Mapped[str | None]
    notice_en: Mapped[str | None]
    closed_on: Mapped[date | None]
    post_code: Mapped[str | None]
    street: Mapped[str | None]
    house: Mapped[str | None]
    opens_about: Mapped[date | None]
    site_set_here: Mapped[bool] = mapped_column(default=False)
    rooms_set_here: Mapped[bool] = mapped_column(default=False)
    override_reason: Mapped[str | None]
    overridden_at: Mapped[datetime | None]
    overridden_by: Mapped[UUID | None]
    opened_without: Mapped[list[str]] = mapped_column(default=list)
    former_districts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    def choose_site(self, site: Site, today: date) -> None:
        """Its place is found; until the opening it can be corrected. SiteFarAway, WrongStep, WrongExpectedDay."""
        self._must_not_be_closed()
        if self.status not in BEFORE_OPENING:
            raise AlreadyOpen
        must_lie_ahead(site.opens_about, today)
        self._take_place(site)
        if self.status == OfficeStatus.PLANNED:
            self.status = OfficeStatus.SITE_CHOSEN
        self.changed()

    def change_address(self, place: Place) -> None:
        """It has moved, or has another telephone; NotOpenYet, SiteFarAway. Before the opening its site is chosen."""
        self._must_not_be_closed()
        if self.status in BEFORE_OPENING:
            raise NotOpenYet
        self._take_place(place)
        self.changed()

    def _take_place(self, place: Place) -> None:
        place.must_be_near(self.latitude, self.longitude)
        for name, value in place.model_dump().items():
            setattr(self, name, value)
        self.site_set_here = True

    def start_fitting_out(self, opens_about: date | None, today: date) -> None:
        """The place is repaired and furnished; WrongStep unless it was just chosen."""
        self._must_stand_at(OfficeStatus.SITE_CHOSEN)
        must_lie_ahead(opens_about, today)
        self.status = OfficeStatus.FITTING_OUT
        self.opens_about = opens_about or self.opens_about
        self.changed()

    def staff(self, qualified: int) -> None:
        """Its people are there; NoQualifiedWorker without one, WrongStep unless it is being fitted out."""
        self._must_stand_at(OfficeStatus.FITTING_OUT)
        if qualified < 1:
            raise NoQualifiedWorker
        self.status = OfficeStatus.STAFFED
        self.changed()

    def _must_stand_at(self, status: OfficeStatus) -> None:
        self._must_not_be_closed()
        if self.status != status:
            raise WrongStep

    def open(
        self,
        on: date,
        today: date,
        known: Known,
        override: Override | None = None,
        backdating_reason: str | None = None,
    ) -> None:
        """The office starts work; its first year runs from `on`. NotReady if something is missing without a reason."""
        self._must_not_be_closed()
        if self.status not in BEFORE_OPENING:
            raise AlreadyOpen
        if on > today:
            raise OpeningInTheFuture
        must_be_explained(on, today, backdating_reason)
        missing = missing_points(self, known)
        if missing and override is None:
            raise NotReady.because_of(missing)
        if missing and override:
            self.override_reason, self.overridden_by, self.overridden_at = override.reason, override.by, override.at
            self.opened_without = [point.value for point in missing]
        self.status, self.opened_on = OfficeStatus.OPEN, on
        self.changed()

    def suspend(self, notice: str, notice_en: str | None) -> None:
        """It stops work for a time; residents are told why. NotAtWork unless it is open."""
        if self.status != OfficeStatus.OPEN:
            raise NotAtWork
        self._stop(OfficeStatus.SUSPENDED, notice, notice_en)

    def resume(self) -> None:
        """It works again; NotSuspended if it never stopped, or stopped for good."""
        if self.status != OfficeStatus.SUSPENDED:
            raise NotSuspended
        self.status, self.notice, self.notice_en = OfficeStatus.OPEN, None, None
        self.changed()

    def close(self, on: date, today: date, notice: str, notice_en: str | None) -> None:
        """It stops work for good; what it did for the commitment still counts."""
        if self.status == OfficeStatus.CLOSED:
            raise ClosedForGood
        if self.opened_on is None:
            raise NotAtWork
        if not self.opened_on <= on <= today:
            raise WrongClosingDay
        self.closed_on, self.services = on, []
        self._stop(OfficeStatus.CLOSED, notice, notice_en)

    def _stop(self, status: OfficeStatus, notice: str, notice_en: str | None) -> None:
        self.status, self.notice, self.notice_en = status, notice, notice_en
        self.changed()

    def differences(self, plan: dict[str, Any]) -> list[str]:
        """Columns in which `plan` says something else; what was set here is no longer the plan's."""
        ours = {"hours"} if self.hours_set_here else set[str]()
        ours |= {"rooms"} if self.rooms_set_here else set()
        ours |= SITE_COLUMNS if self.site_set_here else set()
        ours |= {"name", "name_en", "phone"} if self.details_set_here else set()
        return [name for name, value in plan.items() if name not in ours and getattr(self, name) != value]

    def plan_anew(self, plan: dict[str, Any]) -> None:
        """Takes over a changed plan; AlreadyOpen once people count on what was promised."""
        if self.status not in BEFORE_OPENING:
            raise AlreadyOpen
        for name in self.differences(plan):
            setattr(self, name, plan[name])
        self.changed()

    def change_week(self, week: list[tuple[int, Span]], valid_from: date, today: date) -> None:
        """Other hours hold from a day on; before the office opens they are simply those of its plan."""
        self._must_not_be_closed()
        if valid_from < today:
            raise HoursInThePast
        since = None if self.opened_on is None else valid_from
        self._keep_hours(with_week_from(self._week(), since, week), self._special())

    def set_special_hours(self, special: SpecialHours, today: date) -> None:
        """Other hours hold on some days; SpecialHoursOverlap if others do already."""
        self._must_not_be_closed()
        if special.to_day < special.from_day or special.to_day < today:
            raise WrongSpecialDays
        known = self._special()
        if any(one.from_day <= special.to_day and special.from_day <= one.to_day for one in known):
            raise SpecialHoursOverlap
        self._keep_hours(self._week(), sorted([*known, special], key=lambda one: one.from_day))

    def remove_special_hours(self, from_day: date) -> None:
        """The hours of the week hold again; NotFound if no special hours begin on that day."""
        known = self._special()
        left = [one for one in known if one.from_day != from_day]
        if left == known:
            raise NotFound
        self._keep_hours(self._week(), left)

    def _week(self) -> list[OpeningHours]:
        return [OpeningHours.model_validate(one) for one in self.hours]

    def _special(self) -> list[SpecialHours]:
        return [SpecialHours.model_validate(one) for one in self.special_hours]

    def _must_not_be_closed(self) -> None:
        if self.status == OfficeStatus.CLOSED:
            raise ClosedForGood

    def _keep_hours(self, week: list[OpeningHours], special: list[SpecialHours]) -> None:
        self.hours = [one.model_dump(mode="json") for one in week]
        self.special_hours = [one.model_dump(mode="json") for one in special]
        self.hours_set_here = True
        self.changed()

    def is_open_at(self, moment: datetime, shut: Container[date] = ()) -> bool:
        """Whether the door is open; `moment` in Kyiv time, `shut`: public holidays that are kept."""
        return self.status == OfficeStatus.OPEN and is_open(moment, self._week(), self._special(), shut)

    def opens_next(self, moment: datetime, shut: Container[date] = ()) -> datetime | None:
        """When the door opens after this moment, within a week, by the clock of `moment` (Kyiv's); None if never."""
        return opening_after(moment, self._week(), self._special(), shut) if self.status == OfficeStatus.OPEN else None

    def keep_rooms(self, rooms: list[dict[str, Any]]) -> None:
        """As `model/rooms/rooms.py` makes them of those before; an import changes them no more. ClosedForGood."""
        self._must_not_be_closed()
        self.rooms, self.rooms_set_here = rooms, True
        self.changed()

    def must_receive_people(self) -> None:
        """ClosedForGood if nobody will work there any more: it offers nothing and plans nothing."""
        self._must_not_be_closed()

    def state(self) -> OfficeState:
        return OfficeState.model_validate(self, from_attributes=True)


def rooms_with_ids(rooms: list[dict[str, Any]], known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rooms of a plan, each with the id of the room of the same name, so that its bookings stay its own."""
    ids = {room["name"]: room["id"] for room in known}
    return [{"id": ids.get(room["name"]) or str(new_id()), **room} for room in rooms]
