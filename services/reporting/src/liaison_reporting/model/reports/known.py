"""Every report there is, by the name in its address."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from liaison_kit.errors import NotFound
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.reports.activity import activity
from liaison_reporting.model.reports.report import Asked, Report
from liaison_reporting.model.reports.scorecard import scorecard


@dataclass(frozen=True)
class ReportKind:
    """How a report is made, and what it is about: words of ours, in English."""

    make: Callable[[AsyncSession, Asked], Awaitable[Report]]
    title: str
    description: str


REPORT_TEXTS = {
    "activity": "Activity",
    "activity_about": "Events, visits and consultations, month by month and by kind.",
    "scorecard": "Scorecard",
    "scorecard_about": "What the commitment promises, and how far each promise and milestone is.",
}
REPORTS = {
    "activity": ReportKind(activity, REPORT_TEXTS["activity"], REPORT_TEXTS["activity_about"]),
    "scorecard": ReportKind(scorecard, REPORT_TEXTS["scorecard"], REPORT_TEXTS["scorecard_about"]),
}


async def make_report(session: AsyncSession, name: str, asked: Asked) -> Report:
    """NotFound if there is no report of this name, or nothing of what is asked about."""
    if name not in REPORTS:
        raise NotFound
    return await REPORTS[name].make(session, asked)
