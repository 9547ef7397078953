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


@dataclass(frozen=True)
class ReportKind:
    """How a report is made, and what it is about: words of ours, in English."""

    make: Callable[[AsyncSession, Asked], Awaitable[Report]]
    title: str
    description: str


REPORT_TEXTS = {
    "activity": "Activity",
    "activity_about": "Events, visits and consultations, month by month and by kind.",
    "districts": "Districts",
    "districts_about": "The districts beside each other, and whether their residents have become more active.",
    "district": "District profile",
    "district_about": "One district: who lives there, what happened there, year by year.",
    "office-year": "An office's year",
    "office-year_about": "One office: its first year, events and help, hours kept, rooms, money.",
    "reach": "Reach",
    "reach_about": "Messages and what became of them, who follows the news, who did not come.",
}
_MADE = {
    "activity": activity,
    "districts": districts,
    "district": district,
    "office-year": office_year,
    "reach": reach,
}
REPORTS = {name: ReportKind(make, REPORT_TEXTS[name], REPORT_TEXTS[f"{name}_about"]) for name, make in _MADE.items()}


async def make_report(session: AsyncSession, name: str, asked: Asked) -> Report:
    """NotFound if there is no report of this name, or nothing of what is asked about."""
    if name not in REPORTS:
        raise NotFound
    return await REPORTS[name].make(session, asked)
