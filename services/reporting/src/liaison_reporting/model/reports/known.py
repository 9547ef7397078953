"""Every report there is, by the name in its address."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from liaison_kit.errors import NotFound
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.reports.activity import activity
from liaison_reporting.model.reports.districts import district, districts
from liaison_reporting.model.reports.office_year import office_year
from liaison_reporting.model.reports.reach import reach
from liaison_reporting.model.reports.report import Asked, Report
from liaison_reporting.model.reports.scorecard import scorecard


@dataclass(frozen=True)
class ReportKind:
    """How a report is made, and what it is about: words of ours, in English.

    `takes`: which fields of `Asked` change it, so that its page asks for these. `needs`: the one without which there is
    nothing to show.
    """

    make: Callable[[AsyncSession, Asked], Awaitable[Report]]
    title: str
    description: str
    takes: frozenset[str] = frozenset()
    needs: str | None = None


REPORT_TEXTS = {
    "activity": "Activity",
    "activity_about": "Events, visits and consultations, month by month and by kind.",
    "scorecard": "Scorecard",
    "scorecard_about": "What the commitment promises, and how far each promise and milestone is.",
    "districts": "Districts",
    "districts_about": "The districts beside each other, and whether their residents have become more active.",
    "district": "District profile",
    "district_about": "One district: who lives there, what happened there, year by year.",
    "office-year": "An office's year",
    "office-year_about": "One office: its first year, events and help, hours kept, rooms, money.",
    "reach": "Reach",
    "reach_about": "Messages and what became of them, who follows the news, who did not come.",
}
_MOMENTS = frozenset({"as_of", "known"})
_DAYS = _MOMENTS | {"year", "first", "last"}


def _kind(
    name: str, make: Callable[[AsyncSession, Asked], Awaitable[Report]], *more: str, needs: str | None = None
) -> ReportKind:
    return ReportKind(make, REPORT_TEXTS[name], REPORT_TEXTS[f"{name}_about"], takes=_DAYS | {*more}, needs=needs)


REPORTS = {
    "scorecard": ReportKind(scorecard, REPORT_TEXTS["scorecard"], REPORT_TEXTS["scorecard_about"], _MOMENTS),
    "activity": _kind("activity", activity, "office", "district"),
    "districts": _kind("districts", districts),
    "district": _kind("district", district, "district", needs="district"),
    "office-year": _kind("office-year", office_year, "office", needs="office"),
    "reach": _kind("reach", reach),
}


async def make_report(session: AsyncSession, name: str, asked: Asked) -> Report:
    """NotFound if there is no report of this name, or nothing of what is asked about."""
    if name not in REPORTS:
        raise NotFound
    return await REPORTS[name].make(session, asked)
