"""A period whose results may be locked: a month, a quarter or a year."""

import re
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from liaison_kit.errors import Conflict, Refusal


class PeriodNotKnown(Refusal):
    """Write a month such as 2026-05, a quarter such as 2026-Q2 or a year such as 2026."""

    status = 422
    field = "period"


class PeriodIsNotOver(Conflict):
    """This period is not over yet: it ends on {day}."""

    field = "period"


class NothingCameSince(Conflict):
    """Nothing has changed in this period since it was locked: there is no next version to lock."""

    field = "period"


class LockedMeanwhile(Conflict):
    """Somebody else has locked this period meanwhile. Look at what was locked, and at what came since."""

    field = "period"


class PeriodTooLarge(Conflict):
    """This period holds more than {most} events and organisations: lock its months or quarters instead."""

    field = "period"


def days_of(period: str) -> tuple[date, date]:
    """Its first and its last day."""
    found = re.fullmatch(r"(20[0-9]{2}|21[0-9]{2})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?", period)
    if not found:
        raise PeriodNotKnown
    year, month, quarter = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    months = 1 if month else 3 if quarter else 12
    first = date(year, month or max(1, quarter * 3 - 2), 1)
    after = first.year * 12 + first.month - 1 + months
    return first, date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def is_year(period: str) -> bool:
    return len(period) == 4


def id_of(period: str) -> UUID:
    """The same in every network: the key of the facts about its locks."""
    return uuid5(NAMESPACE_URL, f"liaison:period:{period}")
