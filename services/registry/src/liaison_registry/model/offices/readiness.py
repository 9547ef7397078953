"""Readiness: what an office needs before it opens. Computed whenever somebody looks, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from liaison_contracts.registry import OfficeStatus
from liaison_kit.errors import Conflict, FieldError


class Point(StrEnum):
    """What must be there."""

    SITE = "site"
    BUDGET = "budget"
    STAFF = "staff"
    ROOMS = "rooms"
    HOURS = "hours"
    SERVICES = "services"
    STEPS = "steps"


READINESS_TEXTS = {
    "site": "The site is not chosen, with its address and coordinates.",
    "budget": "It is not known that the budget covers it.",
    "staff": "No qualified worker has this office in their scope.",
    "rooms": "It has no room.",
    "hours": "Its hours are not set.",
    "services": "No service is offered here yet.",
    "steps": "Not every step is taken: site chosen, fitting out, staffed.",
}


@dataclass(frozen=True)
class Known:
    """What the office itself does not know. `budget_covered`: None while nobody can tell."""

    qualified: int
    services: int
    budget_covered: bool | None


class NotReady(Conflict):
    """This office is not ready to open. Fulfil what is missing, or write why it opens nevertheless."""

    @classmethod
    def because_of(cls, missing: Sequence[Point]) -> "NotReady":
        """One error for each missing point, its field `readiness.<point>`, and one for the reason."""
        errors = [FieldError(f"readiness.{point}", READINESS_TEXTS[point]) for point in missing]
        return cls(errors=[*errors, FieldError("override_reason", OVERRIDE_TEXTS["missing"])])


OVERRIDE_TEXTS = {
    "missing": "Write why it opens although something is missing.",
}


class InPreparation(Protocol):
    """What readiness asks of an office."""

    status: Any
    address: Any
    latitude: Any
    longitude: Any
    rooms: Any
    hours: Any


def missing_points(office: InPreparation, known: Known) -> list[Point]:
    """What is not there, in the order of `Point`; nothing for an office that is ready."""
    has_site = office.status != OfficeStatus.PLANNED and office.address and office.latitude and office.longitude
    there = {
        Point.SITE: has_site,
        Point.BUDGET: known.budget_covered,
        Point.STAFF: known.qualified,
        Point.ROOMS: any(not room.get("retired") for room in office.rooms),
        Point.HOURS: office.hours,
        Point.SERVICES: known.services,
        Point.STEPS: office.status == OfficeStatus.STAFFED,
    }
    return [point for point in Point if not there[point]]
