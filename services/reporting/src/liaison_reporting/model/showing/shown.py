"""A report in the words of a language: one way for its page, its charts and what is printed."""

from collections.abc import Iterator
from datetime import date

from liaison_pages.language import Language

from liaison_reporting.model.reports.report import Cell, Column, Hidden, Label, Named, Report, Table, Unit

NUMERIC = {Unit.NUMBER, Unit.SHARE, Unit.RATE, Unit.MONEY}
"""What stands to the right in its column, and has a definition."""

SHOWN_TEXTS = {
    "hidden": "hidden",
    "unknown": "not known",
    "total": "Total",
    "hidden_means": "Hidden: so few people that neighbours could recognise them, or a number that would tell one.",
    "unknown_means": "Not known: nobody has told it, or what it is reckoned from is missing. It is not zero.",
    "year": "Year",
    "quarter": "Quarter",
    "first": "From this day",
    "last": "Until this day, itself included",
    "as_of": "What had happened by this day",
    "known": "What was known on this day",
    "district": "District",
    "updated": "Last updated on {day} at {time}.",
    "nothing_yet": "No fact has arrived yet.",
}
T = SHOWN_TEXTS


def shown(cell: Cell, unit: Unit, lang: str) -> str:
    """One cell as people read it."""
    language = Language(lang)
    if cell is None or isinstance(cell, Hidden):
        return language.text(T["unknown" if cell is None else "hidden"])
    if isinstance(cell, Label):
        return language.text(cell.text)
    if isinstance(cell, Named):
        return str(language.pick(cell, "name"))
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return language.month(cell) if unit is Unit.MONTH else language.day(cell)
    return _number(cell, unit, language)


def _number(number: float, unit: Unit, language: Language) -> str:
    if unit is Unit.MONEY:
        return language.money(int(number))
    if unit is Unit.SHARE:
        return language.share(number)
    return language.rate(number) if unit is Unit.RATE else language.number(number)


def lines(table: Table) -> list[dict[str, Cell]]:
    """The rows of a table, its total the last of them, under the first column's word for it."""
    first = table.columns[0].key
    word: dict[str, Cell] = {first: Label(text=T["total"])}
    return [*table.rows, *([word | table.total] if table.total else [])]


def cells(table: Table) -> Iterator[tuple[Column, Cell]]:
    """All cells, one line after the other; where a total says nothing there is no cell."""
    for line in lines(table):
        yield from ((column, line[column.key]) for column in table.columns if column.key in line)


def definitions(table: Table) -> list[tuple[str, str]]:
    """What each number of the table means: title and definition, in English."""
    return [(column.title, column.definition) for column in table.columns if column.definition]


def explained(report: Report) -> list[str]:
    """What is said once of cells without a number, where there are such; in English."""
    found = [cell for table in report.tables for _, cell in cells(table)]
    hidden = [T["hidden_means"]] if any(isinstance(one, Hidden) for one in found) else []
    return hidden + ([T["unknown_means"]] if None in found else [])


def narrowed(report: Report, language: Language) -> list[tuple[str, str]]:
    """What the report was narrowed down to, in words: pairs of what and which."""
    asked = report.asked
    numbers = {"year": asked.year, "quarter": asked.quarter if asked.year else None}
    pairs = [(language.text(T[name]), str(number)) for name, number in numbers.items() if number]
    days = {name: getattr(asked, name) for name in ("first", "last", "as_of", "known")}
    pairs += [(language.text(T[name]), language.day(day)) for name, day in days.items() if day]
    if asked.district and not report.about:
        pairs.append((language.text(T["district"]), asked.district))
    return pairs


def updated(report: Report, language: Language) -> str:
    """How current the report is."""
    moment = report.current_to
    if moment is None:
        return language.text(T["nothing_yet"])
    return language.text(T["updated"], day=language.day(moment), time=language.time(moment))
