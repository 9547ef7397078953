"""Activity: what happened in the network, in a district or at one office, month by month and by kind."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.months import months_between
from liaison_reporting.model.people import added
from liaison_reporting.model.privacy import TOTAL
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports.report import Asked, Cell, Chart, ChartKind, Named, Report, Table
from liaison_reporting.model.reports.tables.columns import columns
from liaison_reporting.model.reports.tables.ground import Ground, ground
from liaison_reporting.model.reports.tables.growth import growth_of, growth_table
from liaison_reporting.model.reports.tables.participations import MonthOfActivity, Scope, months_of
from liaison_reporting.model.reports.tables.people import consultations_in, consultations_table, people_table
from liaison_reporting.model.reports.tables.society import grants_table, society_of, stages_table
from liaison_reporting.model.reports.tables.words import EVENT_KIND_TEXTS, TOOL_TEXTS, or_hidden, said

ACTIVITY_TEXTS = {
    "title": "Activity",
    "months": "By month",
    "kinds": "By kind of event",
    "tools": "By participation tool",
    "offices": "By office",
    "empty": "Nothing was reported for this period.",
    "as_known": "Consultations and survey answers are those known today, of whole months.",
}
T = ACTIVITY_TEXTS


async def activity(session: AsyncSession, asked: Asked) -> Report:
    stands = await ground(session, asked)
    scope = scope_of(stands)
    tables = [months_table(stands, scope), kinds_table(stands), tools_table(stands)]
    if not scope.office:
        tables.append(_offices(stands, scope))
    tables += [people_table(stands, scope), consultations_table(stands, scope)]
    if not scope.office:
        society = await society_of(session, stands)
        tables.append(stages_table(society, scope))
        if not scope.district:
            tables += [grants_table(society), growth_table(growth_of(stands))]
    return Report(
        name="activity",
        title=T["title"],
        about=about(stands),
        office_id=scope.office,
        asked=asked,
        tables=tables,
        current_to=await newest_fact_at(session),
    )


def scope_of(stands: Ground) -> Scope:
    return Scope(
        office=stands.office.id if stands.office else None, district=stands.district.id if stands.district else None
    )


def about(stands: Ground) -> Named | None:
    if stands.office:
        return Named(name=stands.office.name, name_en=stands.office.name_en)
    if stands.district:
        name, name_en = stands.district.called(stands.last)
        return Named(name=name, name_en=name_en)
    return None


def months_table(stands: Ground, scope: Scope) -> Table:
    """From the first month with anything in it to the last, quiet ones too."""
    names = ("events", "visits", "consultations", "answers", "participations", "per_1000")
    months = [one for one in months_of(stands, scope, _months(stands)) if one.events or one.participations]
    months = months_of(stands, scope, months_between(months[0].month, months[-1].month)) if months else []
    sums: dict[str, Cell] = {name: sum(getattr(one, name) for one in months) for name in ("events", "visits")}
    sums |= {name: sum(getattr(one, name) for one in months) for name in ("answers", "participations")}
    sums["consultations"] = or_hidden(added(one.consultations for one in months))
    sums["per_1000"] = mean_rate(months)
    return Table(
        key="months",
        title=T["months"],
        columns=columns("month", *names),
        rows=[_month(one) for one in months],
        total=sums if months else None,
        empty=T["empty"],
        notes=[T["as_known"]],
        chart=Chart(kind=ChartKind.BARS, across="month", columns=["visits"]),
    )


def mean_rate(months: list[MonthOfActivity]) -> float | None:
    """Of all these months; None if one of them is not known."""
    rates = [one.per_1000 for one in months if one.per_1000 is not None]
    return round(sum(rates) / len(rates), 1) if rates and len(rates) == len(months) else None


def kinds_table(stands: Ground) -> Table:
    return Table(
        key="kinds",
        title=T["kinds"],
        columns=columns("kind", "events", "visits"),
        rows=_by_part(stands, "kind", EVENT_KIND_TEXTS, {"events": "events", "visits": "visits"}),
        empty=T["empty"],
        chart=Chart(kind=ChartKind.BARS, across="kind", columns=["events"]),
    )


def tools_table(stands: Ground) -> Table:
    return Table(
        key="tools",
        title=T["tools"],
        columns=columns("tool", "events_with_tool"),
        rows=_by_part(stands, "tool", TOOL_TEXTS, {"event_tools": "events_with_tool"}),
        empty=T["empty"],
        chart=Chart(kind=ChartKind.BARS, across="tool", columns=["events_with_tool"]),
    )


def _months(stands: Ground) -> list[date]:
    """All that anything may be in: from the first that is known of on."""
    known = [one.month for one in stands.counted]
    written = {name for year in stands.years.values() for _, name in year.months if name != TOTAL}
    known += [date.fromisoformat(str(name)) for name in written]
    known += [month for _, month in (*stands.answers, *stands.study_answers)]
    there = [month for month in known if stands.first <= month <= stands.last]
    return months_between(min(there), stands.last) if there else []


def _month(one: MonthOfActivity) -> dict[str, Cell]:
    return {
        "month": one.month,
        "events": one.events,
        "visits": one.visits,
        "consultations": or_hidden(one.consultations),
        "answers": one.answers,
        "participations": one.participations,
        "per_1000": None if one.per_1000 is None else round(one.per_1000, 1),
    }


def _by_part(stands: Ground, head: str, texts: Mapping[str, str], families: dict[str, str]) -> list[dict[str, Cell]]:
    """A row for each second part of these families' names, in the order of the words."""
    found: dict[str, dict[str, int]] = {}
    for one in stands.parts:
        family, _, part = one.name.partition("/")
        if family in families:
            numbers = found.setdefault(part, dict.fromkeys(families.values(), 0))
            numbers[families[family]] += one.number
    order = [*texts, *sorted(found.keys() - texts.keys())]
    return [{head: said(texts, part), **found[part]} for part in order if part in found]


def _offices(stands: Ground, scope: Scope) -> Table:
    rows: list[dict[str, Cell]] = []
    for office in stands.offices.values():
        counted = [one for one in stands.counted if one.office_id == office.id]
        if not office.had_opened(stands.last) and not counted:
            continue
        end = min(stands.last, stands.today)
        if scope.district and not counted and stands.district_on(office, end) != scope.district:
            continue
        row: dict[str, Cell] = {
            "office": Named(name=office.name, name_en=office.name_en, link=f"/results/offices/{office.slug}"),
        }
        row |= {name: sum(one.number for one in counted if one.family == name) for name in ("events", "visits")}
        row["consultations"] = or_hidden(consultations_in(stands, Scope(office=office.id)))
        rows.append(row)
    return Table(
        key="offices",
        title=T["offices"],
        columns=columns("office", "events", "visits", "consultations"),
        rows=rows,
        empty=T["empty"],
        chart=Chart(kind=ChartKind.BARS, across="office", columns=["visits"]),
    )
