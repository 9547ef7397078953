"""What the commitment promises of each office: so many events in its first year, and how an office stands with it.

Source: commitment UAVNT0004, "at least 15 events in each office during its first year"; how many, the settings say.
An event counts once its report is in; the first year lasts from the day of opening until the same day a year later, by
Kyiv time.
"""

from datetime import date
from enum import StrEnum
from math import ceil
from uuid import UUID

from pydantic import BaseModel, Field

SHORTEST_PACE = 30
"""Days: before that a single event would make a pace that nobody keeps."""
A_MONTH = 365 / 12


class Standing(StrEnum):
    """In the order in which somebody should look at them."""

    BEHIND = "behind"
    ON_COURSE = "on_course"
    MISSED = "missed"
    REACHED = "reached"
    NOT_OPEN = "not_open"


class Quota(BaseModel):
    """One office's first year. `forecast`: what it will have held if it goes on as it has, or as is planned."""

    office_id: UUID
    slug: str
    name: str
    name_en: str
    district_name: str
    district_name_en: str
    opened_on: date | None
    counts_before: date | None = Field(description="The first day after the first year.")
    held: int
    without_report: int = Field(description="They are over, and count once their report is in.")
    planned: int = Field(description="Scheduled, and still to come in the first year.")
    pace: float | None = Field(description="Events held a month so far.")
    forecast: int | None
    missing: int = Field(description="Events that still have to be scheduled.")
    needed_a_month: float | None = Field(description="How many a month until the year is over, to make up for them.")
    days_left: int
    standing: Standing

    def risk(self) -> tuple[int, float, int, str]:
        """Sorts by it: whoever needs help soonest first."""
        return list(Standing).index(self.standing), -(self.needed_a_month or 0), self.days_left, self.name


def end_of_first_year(opened_on: date) -> date:
    """The first day after the first year: the same day a year later, for 29 February the 1st of March."""
    if (opened_on.month, opened_on.day) == (2, 29):
        return date(opened_on.year + 1, 3, 1)
    return opened_on.replace(year=opened_on.year + 1)


def quota(
    office: dict[str, object], opened_on: date | None, counts: tuple[int, int, int], promised: int, today: date
) -> Quota:
    """`office` are its id and names; `counts`: events of its first year that are held, over without report, to come."""
    held, without_report, planned = counts
    known = {**office, "opened_on": opened_on, "held": held, "without_report": without_report, "planned": planned}
    if opened_on is None or opened_on > today:
        nothing = dict.fromkeys(("pace", "forecast", "needed_a_month"))
        end = end_of_first_year(opened_on) if opened_on else None
        later = {"counts_before": end, "missing": max(0, promised - planned), "days_left": 365}
        return Quota.model_validate(known | nothing | later | {"standing": Standing.NOT_OPEN})
    end = end_of_first_year(opened_on)
    days_left = max(0, (end - today).days)
    a_day = held / max(SHORTEST_PACE, (min(today, end) - opened_on).days)
    forecast = held + without_report + max(planned, int(a_day * days_left))
    missing = max(0, promised - held - without_report - planned) if days_left else 0
    return Quota.model_validate(
        known
        | {
            "counts_before": end,
            "pace": round(a_day * A_MONTH, 1),
            "forecast": forecast,
            "missing": missing,
            "needed_a_month": ceil(missing / max(1.0, days_left / A_MONTH) * 10) / 10 if missing else None,
            "days_left": days_left,
            "standing": _standing(held, forecast, promised, days_left),
        }
    )


def _standing(held: int, forecast: int, promised: int, days_left: int) -> Standing:
    if held >= promised:
        return Standing.REACHED
    if not days_left:
        return Standing.MISSED
    return Standing.ON_COURSE if forecast >= promised else Standing.BEHIND
