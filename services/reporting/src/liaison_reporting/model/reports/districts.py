"""The districts: all of them beside each other, and one of them by itself."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.months import months_between
from liaison_reporting.model.network import DistrictCopy
from liaison_reporting.model.people import added
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports import activity
from liaison_reporting.model.reports.report import Asked, Cell, Chart, ChartKind, Label, Named, Report, Table
from liaison_reporting.model.reports.tables.columns import columns
from liaison_reporting.model.reports.tables.ground import Ground, ground, since_ever
from liaison_reporting.model.reports.tables.growth import growth_of, growth_table
from liaison_reporting.model.reports.tables.participations import Scope, months_of, population
from liaison_reporting.model.reports.tables.people import consultations_in, consultations_table, people_table
from liaison_reporting.model.reports.tables.society import Society, society_of, stages_table
from liaison_reporting.model.reports.tables.words import or_hidden

DISTRICT_TEXTS = {
    "districts": "Districts",
    "district": "District profile",
    "compared": "Districts beside each other",
    "elsewhere": "Of no known district",
    "empty": "No district is known yet.",
    "years": "Year by year",
    "empty_years": "Nothing was reported for this period.",
    "as_then": "Everything belongs to the district that was there on its day; consultations, at the year's end.",
}
T = DISTRICT_TEXTS
NAMES = ("population", "offices", "events", "visits", "consultations", "csos_created", "participations", "per_1000")


async def districts(session: AsyncSession, asked: Asked) -> Report:
    """All districts, whichever office or district is asked about."""
    asked = asked.model_copy(update={"office": None, "district": None})
    stands = await ground(session, asked)
    society = await society_of(session, stands)
    return Report(
        name="districts",
        title=T["districts"],
        asked=asked,
        tables=[_compared(stands, society), growth_table(growth_of(stands))],
        current_to=await newest_fact_at(session),
    )


async def district(session: AsyncSession, asked: Asked) -> Report:
    """One district; no tables where none is asked about."""
    asked = asked.model_copy(update={"office": None})
    stands = await ground(session, asked)
    scope = activity.scope_of(stands)
    tables: list[Table] = []
    if stands.district:
        society = await society_of(session, stands)
        grown = [one for one in growth_of(stands) if one.district.id == scope.district]
        tables = [_profile(stands, society), _years(stands), activity.months_table(stands, scope)]
        tables += [activity.kinds_table(stands), people_table(stands, scope), consultations_table(stands, scope)]
        tables += [stages_table(society, scope), growth_table(grown)]
    return Report(
        name="district",
        title=T["district"],
        about=activity.about(stands),
        asked=asked,
        tables=tables,
        current_to=await newest_fact_at(session),
    )


def _compared(stands: Ground, society: Society) -> Table:
    there = [one for one in stands.districts.values() if one.was_there(stands.first, stands.last)]
    there.sort(key=lambda one: (one.called(stands.last)[0], one.code))
    rows = [_line(stands, society, one) for one in there]
    known = {one.id for one in there}
    strays = {
        name: sum(one.number for one in stands.counted if one.district_id not in known and one.family == name)
        for name in ("events", "visits")
    }
    strays["csos_created"] = sum(
        numbers["organisations/with_help"] for of, numbers in society.by_district.items() if of not in known
    )
    if any(strays.values()):
        elsewhere: dict[str, Cell] = {"district": Label(text=T["elsewhere"]), **dict.fromkeys(NAMES), **strays}
        rows.append(elsewhere)
    return Table(
        key="districts",
        title=T["compared"],
        columns=columns("district", *NAMES),
        rows=rows,
        empty=T["empty"],
        notes=[T["as_then"]],
        chart=Chart(kind=ChartKind.BARS, across="district", columns=["visits"]),
    )


def _profile(stands: Ground, society: Society) -> Table:
    assert stands.district is not None
    return Table(
        key="profile",
        title=T["district"],
        columns=columns("district", *NAMES),
        rows=[_line(stands, society, stands.district)],
        empty=T["empty"],
        notes=[T["as_then"]],
    )


def _line(stands: Ground, society: Society, one: DistrictCopy) -> dict[str, Cell]:
    scope = Scope(district=one.id)
    name, name_en = one.called(stands.last)
    last = min(stands.last, stands.today)
    counted = [item.month for item in stands.counted if item.district_id == one.id]
    begins = max([stands.first, one.joined_on or date.min, min(counted, default=last)])
    ends = min(last, one.ended_on or date.max)
    months = months_of(stands, scope, months_between(begins, ends))
    offices = [office for office in stands.offices.values() if stands.district_on(office, last) == one.id]
    return {
        "district": Named(name=name, name_en=name_en, link=f"/results/reports/district?district={one.code}"),
        "population": population(stands, scope, last.replace(day=1)),
        "offices": sum(office.serves(last) for office in offices),
        "events": sum(month.events for month in months),
        "visits": sum(month.visits for month in months),
        "consultations": or_hidden(consultations_in(stands, scope)),
        "csos_created": society.of(scope, "organisations/with_help"),
        "participations": sum(month.participations for month in months),
        "per_1000": activity.mean_rate(months) if counted else None,
    }


def _years(stands: Ground) -> Table:
    """Every year until the last day asked about."""
    scope = activity.scope_of(stands)
    stood = since_ever(stands)
    first = min([one.month for one in stood.counted if one.district_id == scope.district], default=stood.last)
    rows: list[dict[str, Cell]] = []
    for year in range(first.year, stood.last.year + 1):
        months = months_of(stood, scope, months_between(date(year, 1, 1), min(date(year, 12, 31), stood.last)))
        rows.append(
            {
                "year": str(year),
                "events": sum(one.events for one in months),
                "visits": sum(one.visits for one in months),
                "consultations": or_hidden(added(one.consultations for one in months)),
                "per_1000": activity.mean_rate(months),
            }
        )
    return Table(
        key="years",
        title=T["years"],
        columns=columns("year", "events", "visits", "consultations", "per_1000"),
        rows=rows,
        empty=T["empty_years"],
        chart=Chart(kind=ChartKind.BARS, across="year", columns=["visits"]),
    )
