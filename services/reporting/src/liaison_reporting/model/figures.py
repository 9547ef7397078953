"""The definitions that are the same for every report."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from liaison_contracts.registry import MilestoneStatus
from pydantic import BaseModel, Field

FIRST_YEAR = 2000
Year = Annotated[int, Field(ge=FIRST_YEAR, le=9998)]
"""A year that somebody chooses to see the results of."""
Day = Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(9998, 12, 31))]
"""A day that somebody chooses: so far from the first and the last one there is that days can be added to it."""
TREND = 90
"""Days over which a figure's trend is shown."""
FORECAST_AFTER = 30
"""Days that must have passed before a pace says anything."""
SMALL = 5
"""Fewer than these could be recognised by their neighbours."""


def without_small(by_year: Mapping[int, int]) -> dict[int, int]:
    """The years of which a number of people is shown; add up only these, or the sum tells a hidden one."""
    return {year: number for year, number in by_year.items() if number >= SMALL}


class Figure(BaseModel):
    """How far a number has come. `goal` is None where the commitment promises nothing."""

    now: int
    goal: int | None


def end_of_first_year(opened_on: date) -> date:
    """The first day after the first year: the same day a year later, for 29 February the 1st of March."""
    if (opened_on.month, opened_on.day) == (2, 29):
        return date(opened_on.year + 1, 3, 1)
    return opened_on.replace(year=opened_on.year + 1)


def overdue_days(status: str, ends_on: date, today: date) -> int:
    """Days since a milestone should have been finished; 0 once it is."""
    return 0 if status == MilestoneStatus.FINISHED else max(0, (today - ends_on).days)


def forecast(so_far: int, first: date, end: date, day: date) -> int | None:
    """How many there will be before `end` if they go on coming as they did from `first` until `day`, rounded down.

    None once the time is over, and in its first days, whose pace says nothing yet.
    """
    passed = (day - first).days + 1
    if day >= end or passed < FORECAST_AFTER:
        return None
    return so_far * (end - first).days // passed
