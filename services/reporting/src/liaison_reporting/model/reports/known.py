"""Every report there is, by the name in its address."""

from dataclasses import dataclass
from functools import partial

from liaison_kit.errors import NotFound
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.network import current_programme
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports.activity import activity
from liaison_reporting.model.reports.composed import Make
from liaison_reporting.model.reports.council_quarter import council_quarter
from liaison_reporting.model.reports.ogp_form import ogp_form
from liaison_reporting.model.reports.report import Asked, Named, Report


@dataclass(frozen=True)
class ReportKind:
    """How a report is made, and what it is about: words of ours, in English.

    `takes`: which fields of `Asked` change it, so that its page asks for these. `needs`: the one without which there is
    nothing to show.
    """

    make: Make
    title: str
    description: str
    takes: frozenset[str] = frozenset()
    needs: str | None = None


REPORT_TEXTS = {
    "activity": "Activity",
    "activity_about": "Events, visits and consultations, month by month and by kind.",
    "council": "Quarterly report to the council",
    "council_about": "How the commitment stood at the end of a quarter, and what happened in it; to be printed.",
    "ogp": "End-of-commitment form for OGP",
    "ogp_about": "What the Open Government Partnership asks at the end of a commitment, filled from facts.",
}
REPORTS: dict[str, ReportKind] = {
    "activity": ReportKind(
        activity,
        REPORT_TEXTS["activity"],
        REPORT_TEXTS["activity_about"],
        takes=frozenset({"year", "as_of", "known", "office"}),
    ),
}


# Made of the others' tables: they come last.
OTHERS = {name: kind.make for name, kind in REPORTS.items()}
REPORTS |= {
    "council-quarter": ReportKind(
        partial(council_quarter, others=OTHERS),
        REPORT_TEXTS["council"],
        REPORT_TEXTS["council_about"],
        takes=frozenset({"year", "quarter"}),
    ),
    "ogp-form": ReportKind(partial(ogp_form, others=OTHERS), REPORT_TEXTS["ogp"], REPORT_TEXTS["ogp_about"]),
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
