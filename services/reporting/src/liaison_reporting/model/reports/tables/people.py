"""Tables of people: consultations by tool and outcome, visits by sex and age group; small numbers are hidden."""

from collections.abc import Iterable
from datetime import date

from liaison_reporting.model.people import AGES as AGE_GROUPS
from liaison_reporting.model.people import OUTCOMES, SEXES, TOOLS, YearShown, added, cell
from liaison_reporting.model.privacy import TOTAL
from liaison_reporting.model.reports.report import Cell, Chart, ChartKind, Table
from liaison_reporting.model.reports.tables.columns import columns
from liaison_reporting.model.reports.tables.ground import Ground
from liaison_reporting.model.reports.tables.participations import Scope, offices_of
from liaison_reporting.model.reports.tables.words import AGES, TOOL_TEXTS, or_hidden, said, sum_or_hidden

PEOPLE_TEXTS = {
    "consultations": "Consultations by tool and outcome",
    "people": "Visits by sex and age",
    "empty": "No whole year with enough people is asked about.",
    "small": "Numbers below five are hidden, and further ones that would tell them.",
    "years": "Only whole years count here, as they are known today; the running one until today.",
}
T = PEOPLE_TEXTS


def consultations_table(ground: Ground, scope: Scope) -> Table:
    rows: list[dict[str, Cell]] = []
    there = bool(_added(ground, scope, "kinds", TOTAL))
    for tool in TOOLS if there else ():
        cells: dict[str, Cell] = {
            outcome: or_hidden(_added(ground, scope, "kinds", f"{tool}/{outcome}")) for outcome in OUTCOMES
        }
        rows.append({"tool": said(TOOL_TEXTS, tool), **cells, "consultations": sum_or_hidden(list(cells.values()))})
    total: dict[str, Cell] = {one: sum_or_hidden([row[one] for row in rows]) for one in OUTCOMES}
    total["consultations"] = or_hidden(_added(ground, scope, "kinds", TOTAL))
    return Table(
        key="consultations",
        title=T["consultations"],
        columns=columns("tool", *OUTCOMES, "consultations"),
        rows=rows,
        total=total if rows else None,
        empty=T["empty"],
        notes=[T["small"], T["years"]],
        chart=Chart(kind=ChartKind.STACKED, across="tool", columns=list(OUTCOMES)),
    )


def people_table(ground: Ground, scope: Scope) -> Table:
    rows: list[dict[str, Cell]] = []
    there = bool(_added(ground, scope, "came", TOTAL))
    for age in AGE_GROUPS if there else ():
        cells: dict[str, Cell] = {sex: or_hidden(_added(ground, scope, "came", f"{sex}/{age}")) for sex in SEXES}
        rows.append({"age": said(AGES, age), **cells, "people": sum_or_hidden(list(cells.values()))})
    total: dict[str, Cell] = {sex: sum_or_hidden([row[sex] for row in rows]) for sex in SEXES}
    total["people"] = or_hidden(_added(ground, scope, "came", TOTAL))
    return Table(
        key="people",
        title=T["people"],
        columns=columns("age", *SEXES, "people"),
        rows=rows,
        total=total if rows else None,
        empty=T["empty"],
        notes=[T["small"], T["years"]],
        chart=Chart(kind=ChartKind.STACKED, across="age", columns=list(SEXES)),
    )


def consultations_in(ground: Ground, scope: Scope) -> int | None:
    """All that are shown, of whole years; None: none of them is."""
    return _added(ground, scope, "kinds", TOTAL)


def _added(ground: Ground, scope: Scope, table: str, name: str) -> int | None:
    return added(
        cell(getattr(shown, table), offices_of(ground, scope, min(date(year, 12, 31), ground.today)), name)
        for year, shown in _whole(ground)
    )


def _whole(ground: Ground) -> Iterable[tuple[int, YearShown]]:
    return ((year, shown) for year, shown in ground.years.items() if ground.whole_year(year))
