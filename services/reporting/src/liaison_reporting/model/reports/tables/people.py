"""Tables of people: consultations by tool and outcome, visits by sex and age group; small numbers are hidden."""

from collections.abc import Iterable, Mapping, Sequence
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
    tools: dict[str, Cell] = {tool: said(TOOL_TEXTS, tool) for tool in TOOLS}
    return _crossed(ground, scope, "kinds", "consultations", "tool", tools, OUTCOMES, "{line}/{column}")


def people_table(ground: Ground, scope: Scope) -> Table:
    ages: dict[str, Cell] = {age: said(AGES, age) for age in AGE_GROUPS}
    return _crossed(ground, scope, "came", "people", "age", ages, SEXES, "{column}/{line}")


def _crossed(
    ground: Ground,
    scope: Scope,
    figures: str,
    key: str,
    head: str,
    heads: Mapping[str, Cell],
    across: Sequence[str],
    name: str,
) -> Table:
    """A line for each of `heads`, a column for each of `across`, and their sums, which are called as the table is.

    `figures` are those of `YearShown` in which a cell has this `name`.
    """
    rows: list[dict[str, Cell]] = []
    there = bool(_added(ground, scope, figures, TOTAL))
    for line, label in heads.items() if there else ():
        cells: dict[str, Cell] = {
            column: or_hidden(_added(ground, scope, figures, name.format(line=line, column=column)))
            for column in across
        }
        rows.append({head: label, **cells, key: sum_or_hidden(list(cells.values()))})
    total: dict[str, Cell] = {one: sum_or_hidden([row[one] for row in rows]) for one in across}
    total[key] = or_hidden(_added(ground, scope, figures, TOTAL))
    return Table(
        key=key,
        title=T[key],
        columns=columns(head, *across, key),
        rows=rows,
        total=total if rows else None,
        empty=T["empty"],
        notes=[T["small"], T["years"]],
        chart=Chart(kind=ChartKind.STACKED, across=head, columns=list(across)),
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
