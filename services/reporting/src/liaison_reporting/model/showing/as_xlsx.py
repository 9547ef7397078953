"""A report as a spreadsheet: a sheet about it, with the definitions, and one for each table."""

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from liaison_pages.language import Language
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from liaison_reporting.model.reports.report import Cell, Column, Report, Table, Unit
from liaison_reporting.model.showing.shown import NUMERIC, definitions, explained, lines, narrowed, shown, updated

SHEET_TEXTS = {
    "about": "About this report",
    "table": "Table",
    "column": "Column",
    "definition": "How it is counted",
    "note": "Note",
}
T = SHEET_TEXTS
FORMATS = {
    Unit.NUMBER: "#,##0",
    Unit.SHARE: "0.0%",
    Unit.RATE: "#,##0.0",
    Unit.MONEY: "#,##0.00",
    Unit.DAY: "dd.mm.yyyy",
    Unit.MONTH: "mm.yyyy",
}
LONGEST_NAME = 31
WIDEST = 60


def as_xlsx(report: Report, language: Language) -> bytes:
    """Numbers are numbers and days are days, to be reckoned with; whatever is text stays text, never a formula."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    # The clock has no part in it: the same report is the same file.
    made = report.current_to.astimezone(UTC).replace(tzinfo=None) if report.current_to else datetime(2000, 1, 1)  # noqa: DTZ001 - the library takes no zone
    book.set_properties({"title": language.text(report.title), "created": made})
    _about(book, report, language)
    taken = {language.text(T["about"]).lower()}
    for table in report.tables:
        sheet = book.add_worksheet(_name(language.text(table.title), taken))
        _table(book, sheet, table, language)
    book.close()
    return content.getvalue()


def _about(book: Workbook, report: Report, language: Language) -> None:
    sheet = book.add_worksheet(language.text(T["about"]))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "font_size": 16})
    sheet.set_column(0, 1, 34, wrapped)
    sheet.set_column(2, 2, 80, wrapped)
    sheet.write_string(0, 0, language.text(report.title), head)
    told = [(str(language.pick(one, "name")), "") for one in (report.about, report.city) if one]
    told += [*narrowed(report, language), (updated(report, language), "")]
    told += [(language.text(one), "") for one in explained(report)]
    for number, (label, value) in enumerate(told, 1):
        # What stands alone is long: it runs on over the empty cells beside it.
        sheet.write_string(number, 0, label, None if value else book.add_format({"text_wrap": False}))
        if value:
            sheet.write_string(number, 1, value)
    row = len(told) + 2
    for column, key in enumerate(("table", "column", "definition")):
        sheet.write_string(row, column, language.text(T[key]), bold)
    for table in report.tables:
        meant = definitions(table) + [(T["note"], note) for note in table.notes]
        for title, text in meant:
            row += 1
            for column, one in enumerate((table.title, title, text)):
                sheet.write_string(row, column, language.text(one), wrapped)


def _table(book: Workbook, sheet: Worksheet, table: Table, language: Language) -> None:
    if not table.rows:
        sheet.write_string(0, 0, language.text(table.empty))
        return
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    written = lines(table)
    last = len(written) if table.total else 0
    for at, column in enumerate(table.columns):
        number = column.unit in NUMERIC
        head = book.add_format({"bold": True, "text_wrap": True, "align": "right" if number else "left"})
        sheet.write_string(0, at, language.text(column.title), head)
        sheet.set_column(at, at, _width(column, table, language))
        looks = _looks(book, column)
        for row, line in enumerate(written, 1):
            if column.key in line:
                cell = line[column.key]
                # A column of answers may hold a day, too.
                unit = Unit.DAY if isinstance(cell, date) and column.unit is Unit.TEXT else column.unit
                _write(sheet, row, at, cell, unit, looks[unit, row == last], language)


def _looks(book: Workbook, column: Column) -> dict[tuple[Unit, bool], Any]:
    """How a cell of the column looks, by its unit and whether it stands in the total."""
    side = {} if column.unit in NUMERIC else {"align": "left", "text_wrap": True}
    total = {"bold": True, "top": 1}
    return {
        (unit, strong): book.add_format(
            {"valign": "top", "num_format": FORMATS.get(unit, "General")} | side | (total if strong else {})
        )
        for unit in (column.unit, Unit.DAY)
        for strong in (False, True)
    }


def _write(sheet: Worksheet, row: int, at: int, cell: Cell, unit: Unit, look: Any, language: Language) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, at, datetime(cell.year, cell.month, cell.day), look)  # noqa: DTZ001 - a day
    elif isinstance(cell, int | float):
        sheet.write_number(row, at, cell / 100 if unit is Unit.MONEY else cell, look)
    else:
        sheet.write_string(row, at, shown(cell, unit, language.code), look)


def _width(column: Column, table: Table, language: Language) -> int:
    texts = [shown(line[column.key], column.unit, language.code) for line in lines(table) if column.key in line]
    return min(max(10, *(len(text) + 2 for text in texts), len(language.text(column.title)) // 2 + 4), WIDEST)


def _name(title: str, taken: set[str]) -> str:
    """As Excel wants it: short, without its own signs, and none twice."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:LONGEST_NAME]
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: LONGEST_NAME - 4]} ({number})"
    taken.add(name.lower())
    return name
