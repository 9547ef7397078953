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
from liaison_reporting.model.reports.districts import district, districts
from liaison_reporting.model.reports.office_year import office_year
from liaison_reporting.model.reports.ogp_form import ogp_form
from liaison_reporting.model.reports.reach import reach
from liaison_reporting.model.reports.report import Asked, Named, Report
from liaison_reporting.model.reports.scorecard import scorecard
from liaison_reporting.model.sharing import sharing


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
    "scorecard": "Scorecard",
    "scorecard_about": "What the commitment promises, and how far each promise and milestone is.",
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
    "council-quarter": "Quarterly report to the council",
    "council-quarter_about": "How the commitment stood at the end of a quarter, and what happened in it.",
    "ogp-form": "End-of-commitment form for OGP",
    "ogp-form_about": "What the Open Government Partnership asks at the end of a commitment, filled from facts.",
}
_MOMENTS = {"as_of", "known"}
_DAYS = {*_MOMENTS, "year", "first", "last"}


def _kind(name: str, make: Make, takes: set[str], needs: str | None = None) -> ReportKind:
    return ReportKind(make, REPORT_TEXTS[name], REPORT_TEXTS[f"{name}_about"], frozenset(takes), needs)


REPORTS: dict[str, ReportKind] = {
    "scorecard": _kind("scorecard", scorecard, {*_MOMENTS, "programme"}),
    "activity": _kind("activity", activity, {*_DAYS, "office", "district"}),
    "districts": _kind("districts", districts, _DAYS),
    "district": _kind("district", district, {*_DAYS, "district"}, needs="district"),
    "office-year": _kind("office-year", office_year, {*_DAYS, "office"}, needs="office"),
    "reach": _kind("reach", reach, _DAYS),
}
# Made of the others' tables: they come last.
OTHERS = {name: kind.make for name, kind in REPORTS.items()}
REPORTS |= {
    "council-quarter": _kind(
        "council-quarter", partial(council_quarter, others=OTHERS), {"year", "quarter", "programme"}
    ),
    "ogp-form": _kind("ogp-form", partial(ogp_form, others=OTHERS), {"programme"}),
}


async def make_report(session: AsyncSession, name: str, asked: Asked) -> Report:
    """NotFound if there is no report of this name, or nothing of what is asked about.

    Of one that needs to know of what, and is not told, there are no tables.
    """
    if name not in REPORTS:
        raise NotFound
    with sharing():
        return await _made(session, name, REPORTS[name], asked)


async def _made(session: AsyncSession, name: str, kind: ReportKind, asked: Asked) -> Report:
    if kind.needs and not getattr(asked, kind.needs):
        current_to = await newest_fact_at(session)
        report = Report(name=name, title=kind.title, asked=asked, tables=[], current_to=current_to)
    else:
        report = await kind.make(session, asked)
    return report.model_copy(update={"city": await _city(session)})


async def _city(session: AsyncSession) -> Named | None:
    programme = await current_programme(session)
    return Named(name=programme.hromada_name, name_en=programme.hromada_name_en) if programme else None
