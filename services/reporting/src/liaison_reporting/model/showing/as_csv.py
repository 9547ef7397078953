"""A report as CSV by RFC 4180: its tables one below the other, each with its title, an empty line between them."""

import csv
import io
from datetime import date

from liaison_kit.formats.spreadsheets import harmless
from liaison_pages.language import Language

from liaison_reporting.model.reports.report import Cell, Hidden, Label, Named, Report, Unit
from liaison_reporting.model.showing.shown import lines, shown


def as_csv(report: Report, language: Language) -> bytes:
    """Numbers and days as programs write them; amounts of money in hryvnias."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    for number, table in enumerate(report.tables):
        if number:
            writer.writerow([])
        writer.writerow([harmless(language.text(table.title))])
        writer.writerow([harmless(language.text(column.title)) for column in table.columns])
        for row in lines(table):
            writer.writerow([written(row.get(column.key, ""), column.unit, language) for column in table.columns])
    return sheet.getvalue().encode()


def written(cell: Cell, unit: Unit, language: Language) -> str:
    """One cell as a text that a spreadsheet takes for no formula."""
    if cell is None or isinstance(cell, Hidden):
        return shown(cell, unit, language.code)
    if isinstance(cell, Label):
        return harmless(language.text(cell.text))
    if isinstance(cell, Named):
        return harmless(str(language.pick(cell, "name")))
    if isinstance(cell, date):
        return cell.isoformat()[:7] if unit is Unit.MONTH else cell.isoformat()
    if isinstance(cell, str):
        return harmless(cell)
    return f"{cell / 100:.2f}" if unit is Unit.MONEY else str(cell)
