"""The way of an office: planned, site chosen, fitting out, staffed, open; suspended for a time; closed for good."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from liaison_contracts.registry import OfficeStatus
from liaison_kit.errors import Conflict, Refusal

BEFORE_OPENING = (OfficeStatus.PLANNED, OfficeStatus.SITE_CHOSEN, OfficeStatus.FITTING_OUT, OfficeStatus.STAFFED)

MOVES = {
    (OfficeStatus.PLANNED, OfficeStatus.SITE_CHOSEN),
    (OfficeStatus.SITE_CHOSEN, OfficeStatus.FITTING_OUT),
    (OfficeStatus.FITTING_OUT, OfficeStatus.STAFFED),
    (OfficeStatus.STAFFED, OfficeStatus.OPEN),
    (OfficeStatus.OPEN, OfficeStatus.SUSPENDED),
    (OfficeStatus.SUSPENDED, OfficeStatus.OPEN),
    (OfficeStatus.OPEN, OfficeStatus.CLOSED),
    (OfficeStatus.SUSPENDED, OfficeStatus.CLOSED),
}
"""From where to where an office may go; the trigger `office_moves` says the same."""

WITH_OVERRIDE = {(status, OfficeStatus.OPEN) for status in BEFORE_OPENING[:-1]}
"""Steps left out: only with a reason that is kept."""


class AlreadyOpen(Conflict):
    """This office is open already."""


class OpeningInTheFuture(Refusal):
    """The opening day cannot lie in the future."""

    field = "opened_on"


class NotSuspended(Conflict):
    """This office is not suspended: there is nothing to resume."""


class NotAtWork(Conflict):
    """Only an office that has opened can be suspended or closed, and only one that is at work can be suspended."""


class ClosedForGood(Conflict):
    """This office is closed for good."""


class NotOpenYet(Conflict):
    """This office has not opened yet: correct its site instead."""


class WrongClosingDay(Refusal):
    """The day must lie between the office's opening and today."""

    field = "closed_on"


class WrongStep(Conflict):
    """This step is not the next one: first the site is chosen, then the office is fitted out, then staffed."""


class NoQualifiedWorker(Conflict):
    """Nobody qualified works here yet: give a worker this office as scope, and record their training."""


class WrongExpectedDay(Refusal):
    """The day of the expected opening cannot lie in the past."""

    field = "opens_about"


@dataclass(frozen=True)
class Override:
    """Why an office opens although something is missing, whose account says so, and when. Staff alone see it."""

    reason: str
    by: UUID
    at: datetime


def must_lie_ahead(opens_about: date | None, today: date) -> None:
    """WrongExpectedDay for a day that has passed."""
    if opens_about and opens_about < today:
        raise WrongExpectedDay
