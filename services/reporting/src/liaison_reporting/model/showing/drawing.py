"""A table's chart: drawn by Vega-Lite here, so that a page needs no script, and a sentence that says the same.

Drawing takes its time (`draughtsman`), so what was drawn is kept, by what it shows.
"""

import functools
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from liaison_pages.language import Language

from liaison_reporting.model.reports.report import Cell, Chart, ChartKind, Column, Hidden, Report, Table, Unit
from liaison_reporting.model.showing.draughtsman import PATIENCE_SECONDS, Draughtsman, NotDrawn
from liaison_reporting.model.showing.shown import shown

DRAWING_TEXTS = {
    "most": "{title}: most {number} ({where}), least {least} ({where_least}).",
    "same": "{title}: {number} ({where}).",
    "level": "{title}: {number} in each line.",
    "none": "{title}: no number is shown.",
    "left_out": "What is hidden or not known is not drawn.",
}
T = DRAWING_TEXTS
COLOURS = ["#10565a", "#d9822b", "#7a5ea8", "#5f9ea0", "#b1451f", "#5c564b", "#9bbb59"]
"""Told apart without seeing red and green, and by their lightness; the legend has them in the same order."""
WIDTH, HEIGHT, LINE = 560, 220, 26
MANY = 6
"""More labels than these stand upright along the axis."""
FONT = "Noto Sans"
"""That of the pages; what is printed puts another one in its place."""
CONFIG = {
    "background": None,
    "padding": {"left": 8, "right": 8, "top": 8, "bottom": 14},
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": "#24211c",
        "titleColor": "#24211c",
        "gridColor": "#e4dccc",
        "domainColor": "#7a7264",
    },
    "legend": {"orient": "top", "labelFontSize": 12, "labelLimit": 400, "columns": 3, "labelColor": "#24211c"},
}
MOST_ROWS = 130
"""Ten years of months, or all offices of a large city."""
_ROOT = re.compile(r"<svg [^>]*?(width=\"[\d.]+\" height=\"[\d.]+\" viewBox=\"[^\"]*\")>")
_SPOKEN = re.compile(r"(<[^<>]*?)(?: (?:role|aria-[a-z]+|pointer-events|class)=\"[^\"<>]*\")+")
"""What Vega tells screen readers of every piece in English: the drawing is one picture, named by its page."""
_UNSEEN = re.compile(r"<text [^<>]*opacity=\"0\"[^<>]*>[^<]*</text>")
"""Labels that would lie over each other: Vega lets them stand there, unseen."""
DRAUGHTSMAN = Draughtsman()
_NUMBERS = {"uk": {"decimal": ",", "thousands": "\N{NO-BREAK SPACE}"}, "en": {"decimal": ".", "thousands": ","}}


@dataclass(frozen=True)
class _Wanted:
    """A drawing, known by what it shows."""

    spec: str
    lang: str
    until: float = field(compare=False)


def draw_all(report: Report, lang: str, *, font: str = FONT) -> dict[str, str]:
    """A report's charts, by the keys of their tables, without those that cannot be had now.

    In a thread, and never while a page is rendered: it takes its time.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    found = {}
    for table in report.tables:
        if drawable(table):
            labels = f"{table.key} {table.key}-summary"
            try:
                found[table.key] = drawn(table, lang, until, labelled_by=labels, font=font)
            except NotDrawn:
                continue
    return found


def drawn(table: Table, lang: str, until: float, *, labelled_by: str, font: str = FONT) -> str:
    """The chart as SVG without a style of its own; `labelled_by`: ids of the texts that say what it shows.

    A page may take it as it is: Vega escapes whatever stands in the table. NotDrawn.
    """
    assert table.chart
    spec = json.dumps(_spec(table, table.chart, Language(lang)), sort_keys=True)
    svg = _svg(_Wanted(spec, lang, until))
    svg = svg.replace(f'font-family="{FONT}"', f'font-family="{font}"')
    root = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{labelled_by}" \\1>'
    return _ROOT.sub(root, svg, count=1)


def drawable(table: Table) -> bool:
    """Whether a chart says more than the table: one number alone needs none, and nobody reads a hundred bars."""
    if table.chart is None or len(table.rows) > MOST_ROWS:
        return False
    columns = table.chart.columns
    return sum(any(_value(row.get(key)) is not None for key in columns) for row in table.rows) > 1


def summary(table: Table, lang: str) -> str:
    """What the chart shows, in a sentence for each of its columns."""
    assert table.chart
    language = Language(lang)
    by_key = {column.key: column for column in table.columns}
    across = by_key[table.chart.across]
    said = [_sentence(table, across, by_key[key], language) for key in table.chart.columns]
    drawn_cells = [row.get(key) for row in table.rows for key in table.chart.columns]
    if any(one is None or isinstance(one, Hidden) for one in drawn_cells):
        said.append(language.text(T["left_out"]))
    return " ".join(said)


def _sentence(table: Table, across: Column, column: Column, language: Language) -> str:
    title = language.text(column.title)
    found = [(number, row[across.key]) for row in table.rows if (number := _value(row.get(column.key))) is not None]
    if not found:
        return language.text(T["none"], title=title)
    (most, where), (least, where_least) = max(found, key=lambda one: one[0]), min(found, key=lambda one: one[0])

    def told(number: float) -> str:
        return shown(number, column.unit, language.code)

    if len(found) == 1:
        return language.text(T["same"], title=title, number=told(most), where=shown(where, across.unit, language.code))
    if most == least:
        return language.text(T["level"], title=title, number=told(most))
    places = {"where": where, "where_least": where_least}
    named = {name: shown(cell, across.unit, language.code) for name, cell in places.items()}
    return language.text(T["most"], title=title, number=told(most), least=told(least), **named)


@functools.lru_cache(512)
def _svg(wanted: _Wanted) -> str:
    locale: dict[str, object] = {**_NUMBERS[wanted.lang], "grouping": [3], "currency": ["", ""]}
    drawing = DRAUGHTSMAN.draw(wanted.spec, locale, wanted.until)
    while (plain := _SPOKEN.sub(r"\1", drawing)) != drawing:
        drawing = plain
    return _UNSEEN.sub("", drawing)


def _spec(table: Table, chart: Chart, language: Language) -> dict[str, Any]:
    """Months and days stand along the foot; what has names lies on its side, so that they can be read."""
    by_key = {column.key: column for column in table.columns}
    across, columns = by_key[chart.across], [by_key[key] for key in chart.columns]
    values = _values(table, across, columns, language)
    labels = list(dict.fromkeys(value["at"] for value in values))
    lying = across.unit is Unit.TEXT and chart.kind is not ChartKind.LINES
    several = len(columns) > 1
    series: dict[str, Any] = {"field": "of", "type": "nominal", "sort": None, "title": None}
    titles = [language.text(column.title) for column in columns]
    encoding: dict[str, dict[str, Any]] = {
        "color": series | {"scale": {"domain": titles, "range": COLOURS}, "legend": {} if several else None}
    }
    along = {"field": "at", "type": "ordinal", "sort": None, "title": None, "axis": _along(labels, lying)}
    up: dict[str, Any] = {"field": "number", "type": "quantitative", "scale": {"zero": True}}
    up |= {"axis": _up(columns[0].unit), "title": None if several else titles[0]}
    encoding |= {"y": along, "x": up} if lying else {"x": along, "y": up}
    if chart.kind is ChartKind.BARS and several:
        encoding["yOffset" if lying else "xOffset"] = series
    line = {"type": "line", "point": {"size": 40}, "strokeWidth": 3, "strokeJoin": "round"}
    each = LINE * (len(columns) if chart.kind is ChartKind.BARS else 1)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH - 200 if lying else WIDTH,
        "height": {"step": max(each // len(columns), 12) if several and "yOffset" in encoding else each}
        if lying
        else HEIGHT,
        "data": {"values": values},
        "mark": line if chart.kind is ChartKind.LINES else {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": encoding,
        "config": CONFIG,
    }


def _values(table: Table, across: Column, columns: list[Column], language: Language) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = []
    seen: Counter[str] = Counter()
    for row in table.rows:
        at = row[across.key]
        label = language.short_month(at) if across.unit is Unit.MONTH else shown(at, across.unit, language.code)  # type: ignore[arg-type]  # its unit says that it is a day
        # Two of one name are two bars: what nobody sees tells them apart.
        seen[label] += 1
        label += "\N{ZERO WIDTH SPACE}" * (seen[label] - 1)
        for column in columns:
            number = _value(row.get(column.key))
            if number is not None and column.unit is Unit.MONEY:
                number /= 100
            values.append({"at": label, "of": language.text(column.title), "number": number})
    return values


def _value(cell: Cell) -> float | None:
    return cell if isinstance(cell, int | float) else None


def _along(labels: list[str], lying: bool) -> dict[str, Any]:
    many = len(labels) > MANY and not lying
    return {"labelAngle": -45 if many else 0, "labelOverlap": not lying, "labelLimit": 260, "ticks": False}


def _up(unit: Unit) -> dict[str, Any]:
    whole = {"tickMinStep": 1} if unit in {Unit.NUMBER, Unit.MONEY} else {}
    return {"format": ".0%" if unit is Unit.SHARE else ",~f", "tickCount": 5, "domain": False, "ticks": False} | whole
