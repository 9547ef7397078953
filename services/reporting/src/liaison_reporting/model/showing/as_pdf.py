"""A report for print: set by Typst on A4, with its charts, definitions and page numbers."""

import json
import re
from pathlib import Path
from typing import Any

import typst
from liaison_pages.language import Language

from liaison_reporting.model.reports.report import Report, Table
from liaison_reporting.model.showing.drawing import draw_all, summary
from liaison_reporting.model.showing.shown import NUMERIC, definitions, explained, lines, narrowed, shown, updated

PRINT_TEXTS = {
    "page": "Page {number} of {pages}",
    "definitions": "How each number is counted",
}
FONT = "Libertinus Serif"
"""One of those that Typst brings along, with Cyrillic: a file looks the same on every machine."""
LAYOUT = (Path(__file__).parent / "report.typ").read_bytes()
FITS_UPRIGHT = 84
"""So many letters lie beside each other on A4, in columns that are as narrow as they can be."""
LONGEST_WORD, WIDEST = 22, 44
_WIDTH = re.compile(r'viewBox="0 0 ([\d.]+)')


def as_pdf(report: Report, language: Language) -> bytes:
    """What is printed goes in as data, so that no name is ever run as markup; the clock has no part in it."""
    return bytes(
        typst.compile(
            LAYOUT,
            format="pdf",
            sys_inputs={"report": json.dumps(_content(report, language))},
            ignore_system_fonts=True,
            timestamp=int(report.current_to.timestamp()) if report.current_to else 0,
        )
    )


def _content(report: Report, language: Language) -> dict[str, Any]:
    number, pages = "\0", "\1"
    charts = draw_all(report, language.code, font=FONT)
    return {
        "lang": language.code,
        "font": FONT,
        "title": language.text(report.title),
        "about": language.pick(report.about, "name") if report.about else None,
        "city": language.pick(report.city, "name") if report.city else None,
        "narrowed": [f"{label}: {value}" for label, value in narrowed(report, language)],
        "updated": updated(report, language),
        "explained": [language.text(one) for one in explained(report)],
        "page": language.text(PRINT_TEXTS["page"], number=number, pages=pages),
        "definitions": language.text(PRINT_TEXTS["definitions"]),
        "landscape": any(sum(_narrowest(table, language)) > FITS_UPRIGHT for table in report.tables if table.rows),
        "defined": _defined(report, language),
        "tables": [_table(table, language, charts.get(table.key)) for table in report.tables],
    }


def _defined(report: Report, language: Language) -> list[list[str]]:
    """On paper each definition stands once, at the end: a document is leafed through, not opened at a number."""
    told = [one for table in report.tables if table.rows for one in definitions(table)]
    return [[language.text(title), language.text(text)] for title, text in dict.fromkeys(told)]


def _narrowest(table: Table, language: Language) -> list[int]:
    """How many letters each column needs: a number is never broken, a text between its words."""
    found = []
    for column in table.columns:
        texts = [shown(line[column.key], column.unit, language.code) for line in lines(table) if column.key in line]
        head = f"{language.text(column.title)} ".replace(" ", "== ")  # bold letters are wider
        words = [word for text in [*texts, head] for word in re.split(r"[ \n]", text)]
        found.append(min(max(map(len, words)), LONGEST_WORD) + 3)
    return found


def _widths(table: Table, language: Language) -> list[int]:
    """In parts of the whole: by the longest text, and never less than it needs."""
    longest = [
        max([len(shown(line[column.key], column.unit, language.code)) for line in lines(table) if column.key in line])
        for column in table.columns
    ]
    return [max(least, min(most, WIDEST)) for least, most in zip(_narrowest(table, language), longest, strict=True)]


def _table(table: Table, language: Language, drawing: str | None) -> dict[str, Any]:
    code = language.code
    rows = [
        [shown(line[column.key], column.unit, code) if column.key in line else "" for column in table.columns]
        for line in lines(table)
    ]
    return {
        "title": language.text(table.title),
        "heads": [language.text(column.title) for column in table.columns],
        "numeric": [column.unit in NUMERIC for column in table.columns],
        "widths": _widths(table, language) if table.rows else [],
        "rows": rows if table.rows else [],
        "total": bool(table.total),
        "empty": language.text(table.empty),
        "notes": [language.text(note) for note in table.notes],
        "chart": drawing,
        "chart-width": float(_WIDTH.findall(drawing)[0]) if drawing else 0,
        "summary": summary(table, code) if drawing else None,
    }
