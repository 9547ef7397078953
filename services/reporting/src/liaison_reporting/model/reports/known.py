"""Every report there is, by the name in its address."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from liaison_kit.errors import NotFound
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.network import current_programme
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports.activity import activity
from liaison_reporting.model.reports.report import Asked, Named, Report


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
}
REPORTS = {
    "activity": ReportKind(
        activity,
        REPORT_TEXTS["activity"],
        REPORT_TEXTS["activity_about"],
        takes=frozenset({"year", "as_of", "known", "office"}),
    ),
}


async def make_report(session: AsyncSession, name: str, asked: Asked) -> Report:
    """NotFound if there is no report of this name, or nothing of what is asked about.

    Of one that needs to know of what, and is not told, there are no tables.
    """
    if name not in REPORTS:
        raise NotFound
    kind = REPORTS[name]
    if kind.needs and not getattr(asked, kind.needs):
        current_to = await session.scalar(newest_fact_at())
        report = Report(name=name, title=kind.title, asked=asked, tables=[], current_to=current_to)
    else:
        report = await kind.make(session, asked)
    return report.model_copy(update={"city": await _city(session)})


async def _city(session: AsyncSession) -> Named | None:
    programme = await session.scalar(current_programme())
    return Named(name=programme.hromada_name, name_en=programme.hromada_name_en) if programme else None
