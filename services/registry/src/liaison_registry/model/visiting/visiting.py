"""How a visit goes: what residents are told about an office beside its hours, and where else its workers come."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from liaison_contracts.registry import OutreachDay
from liaison_kit import clock
from liaison_kit.errors import Conflict, NotFound, Refusal
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

DAYS_KEPT = 366
LONGEST = timedelta(hours=16)


class DayEndsFirst(Refusal):
    """It must end after it begins, and last 16 hours at most."""

    field = "ends_at"


class DayInThePast(Refusal):
    """This lies in the past: plan a day to come."""

    field = "starts_at"


class AlreadyPlannedThere(Conflict):
    """Workers of this office come to this place at that time already."""

    field = "starts_at"


class AlreadyCancelled(Conflict):
    """This day has been cancelled already, or is over."""


class Visiting:
    """Columns of an office that describe a visit; what was set here an import no longer changes."""

    email: Mapped[str | None]
    description: Mapped[str | None]
    description_en: Mapped[str | None]
    travel: Mapped[str | None]
    travel_en: Mapped[str | None]
    accessibility: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    details_set_here: Mapped[bool] = mapped_column(default=False)
    services: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    photos: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    outreach: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    def describe(self, details: dict[str, Any]) -> None:
        """Says all of it anew: names, contacts, accessibility, the way there."""
        for name, value in details.items():
            setattr(self, name, value)
        self.details_set_here = True
        self.changed()  # type: ignore[attr-defined]  # what it is mixed into is an aggregate

    def plan_outreach(self, day: OutreachDay, now: datetime) -> None:
        """Workers come to a settlement; two groups may come to two places at once, but not twice to one."""
        if not day.starts_at < day.ends_at <= day.starts_at + LONGEST:
            raise DayEndsFirst
        if day.starts_at < now:
            raise DayInThePast
        known = self.outreach_days()
        if any(_meet(one, day) for one in known if one.cancelled_because is None):
            raise AlreadyPlannedThere
        kept = [one for one in known if one.ends_at > now - timedelta(days=DAYS_KEPT)]
        self._keep_outreach([*kept, day])

    def cancel_outreach(self, day_id: UUID, why: str, why_en: str | None, now: datetime) -> None:
        """Nobody comes, and residents read why; NotFound if there is no such day."""
        known = self.outreach_days()
        found = next((one for one in known if one.id == day_id), None)
        if found is None:
            raise NotFound
        if found.cancelled_because is not None or found.ends_at <= now:
            raise AlreadyCancelled
        cancelled = found.model_copy(update={"cancelled_because": why, "cancelled_because_en": why_en})
        self._keep_outreach([cancelled if one.id == day_id else one for one in known])

    def outreach_days(self) -> list[OutreachDay]:
        return [OutreachDay.model_validate(one) for one in self.outreach]

    def outreach_from(self, day: date) -> list[OutreachDay]:
        """Those that end on this day of Kyiv's or later, cancelled ones included."""
        return [one for one in self.outreach_days() if one.ends_at.astimezone(clock.KYIV).date() >= day]

    def _keep_outreach(self, days: list[OutreachDay]) -> None:
        days.sort(key=lambda one: (one.starts_at, one.settlement))
        self.outreach = [one.model_dump(mode="json") for one in days]
        self.changed()  # type: ignore[attr-defined]  # as above


def _meet(one: OutreachDay, other: OutreachDay) -> bool:
    same = (one.settlement, one.place) == (other.settlement, other.place)
    return same and one.starts_at < other.ends_at and other.starts_at < one.ends_at
