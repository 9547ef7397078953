"""Files of figures: CSV with a header, one number a row; read as a whole, with every mistake named by line and column.

UTF-8, with a mark or without, or windows-1251; divided by `;`, `,` or tab. Columns that are not asked for are left
unread.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from liaison_kit.errors import FieldError
from liaison_kit.formats.spreadsheets import BYTE_ORDER_MARK, harmless
from pydantic import TypeAdapter, ValidationError

from liaison_registry.model.files import uploaded
from liaison_registry.model.imports.imports import BrokenFile
from liaison_registry.model.imports.register_formats import FORMAT_TEXTS
from liaison_registry.model.programme.figures import Figure
from liaison_registry.model.text import OneLine

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 20_000
MOST_MISTAKES = 50
LONGEST_SOURCE = 300
HIGHEST = 10_000_000
_LINE = TypeAdapter(OneLine)

FIGURES_TEXTS = {
    "missing": "Line {line}, column “{column}”: nothing is written here.",
    "number": "Line {line}, column “{column}”: this is not a whole number from 0 to {highest}.",
    "long": "Line {line}, column “{column}”: use at most {max_length} characters.",
    "character": "Line {line}, column “{column}”: use ordinary characters only.",
    "day": "Line {line}, column “{column}”: this is not a day such as 17.05.2021.",
    "future": "Line {line}, column “{column}”: this day lies in the future.",
    "district": "Line {line}, column “{column}”: there is no such district. Write its KATOTTG code or its name.",
    "year": "Line {line}, column “{column}”: this is not a year from 1991 to {latest}.",
    "month": "Line {line}, column “{column}”: this is not a month such as 2021-04 that is over.",
    "sex": "Line {line}, column “{column}”: write female or male.",
    "age_group": "Line {line}, column “{column}”: write one of 0-17, 18-34, 35-59, 60+.",
    "kind": "Line {line}, column “{column}”: there is no such kind of activity. Write one of {kinds}.",
    "opened": "Line {line}, column “{column}”: an office opened in this district on {day}; the baseline ends before.",
    "cells": "Line {line}: this row has {cells} cells, the header {columns}.",
    "quotes": "Line {line}: the quotation marks do not match.",
    "double": "Line {line}: the same is said on line {earlier} already.",
    "rows": "The file has more than {limit} rows.",
    "none": "There is nothing under the header.",
    "more": "{count} more mistakes are not shown.",
}


class Unreadable(Exception):
    """A cell that does not say what its column asks for; `why` is a key of FIGURES_TEXTS."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why, self.values = why, values


@dataclass(frozen=True)
class Column:
    """A column: its name in a template, what else people call it, and how its cells are read."""

    name: str
    also: frozenset[str]
    read: Callable[[str], Any]


def number(text: str) -> int:
    """How many, as people and spreadsheets write it: 1 234."""
    digits = re.sub(r"[ \u00a0\u202f]", "", text)
    if not re.fullmatch(r"[0-9]{1,9}", digits) or int(digits) > HIGHEST:
        raise Unreadable("number", highest=HIGHEST)
    return int(digits)


def source(text: str) -> str:
    text = text.removeprefix("'") if harmless(text[1:]) == text else text
    if len(text) > LONGEST_SOURCE:
        raise Unreadable("long", max_length=LONGEST_SOURCE)
    try:
        return _LINE.validate_python(text)
    except ValidationError:
        raise Unreadable("character") from None


def day_until(today: date) -> Callable[[str], date]:
    """Reads 17.05.2021 and 2021-05-17, today at the latest."""

    def read(text: str) -> date:
        try:
            day = datetime.strptime(text, "%d.%m.%Y" if "." in text else "%Y-%m-%d").date()  # noqa: DTZ007
        except ValueError:
            raise Unreadable("day") from None
        if day > today:
            raise Unreadable("future")
        return day

    return read


def said_by(today: date) -> tuple[Column, Column]:
    """The columns that tell where a number is from."""
    return (
        Column("source", frozenset({"джерело"}), source),
        Column("as_of", frozenset({"станом на", "дата"}), day_until(today)),
    )


def read_figures(
    content: bytes, keys: Sequence[Column], counted: Column, today: date, check: Callable[[tuple[Any, ...]], None]
) -> list[Figure]:
    """All rows; BrokenFile with the mistakes if there is any. `check` refuses a key whose parts do not go together."""
    columns = (*keys, counted, *said_by(today))
    rows, headings = _rows(content, columns)
    figures, errors, first = list[Figure](), list[FieldError](), dict[tuple[Any, ...], int]()
    for line, cells in rows:
        read = _read(line, cells, columns, headings, errors)
        if read is None:
            continue
        key, (how_many, where, when) = tuple(read[: len(keys)]), read[len(keys) :]
        try:
            check(key)
        except Unreadable as wrong:
            errors.append(_mistake(wrong.why, line, headings[keys[1].name], **wrong.values))
        if (earlier := first.setdefault(key, line)) != line:
            errors.append(_mistake("double", line, earlier=earlier))
        figures.append(Figure(line, key, how_many, where, when))
    if errors:
        raise BrokenFile(_shown(errors))
    return figures


def written(names: Sequence[str], rows: Iterable[Sequence[object]], *, excel: bool = False) -> str:
    """A file as `read_figures` takes it; for Excel with a mark and semicolons, as it expects in Ukraine."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";" if excel else ",")
    writer.writerow(names)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return (BYTE_ORDER_MARK if excel else "") + sheet.getvalue()


def _rows(content: bytes, columns: Sequence[Column]) -> tuple[list[tuple[int, list[str]]], dict[str, str]]:
    """Lines with the cells of `columns` in their order, and what the file calls these."""
    uploaded.check(content, "CSV", LARGEST)
    lines = _cells(_text(content))
    header = [cell.strip() for cell in lines[0][1]] if lines else []
    plain = [" ".join(re.sub(r"[_\s\"«»]", " ", cell).split()).casefold() for cell in header]
    places = {one.name: _place(one, plain) for one in columns}
    if missing := [name for name, place in places.items() if place is None]:
        raise BrokenFile([FieldError(name, FORMAT_TEXTS["column"], {"column": name}) for name in missing])
    if len(lines) == 1:
        raise BrokenFile([FieldError(uploaded.FIELD, FIGURES_TEXTS["none"])])
    if len(lines) - 1 > MOST_ROWS:
        raise BrokenFile([FieldError(uploaded.FIELD, FIGURES_TEXTS["rows"], {"limit": MOST_ROWS})])
    found = [place for place in places.values() if place is not None]
    wrong = [(line, len(cells)) for line, cells in lines[1:] if len(cells) != len(header)]
    if wrong:
        raise BrokenFile(_shown([_mistake("cells", line, cells=n, columns=len(header)) for line, n in wrong]))
    rows = [(line, [cells[place].strip() for place in found]) for line, cells in lines[1:]]
    return rows, {one.name: header[place] for one, place in zip(columns, found, strict=True)}


def _place(column: Column, header: list[str]) -> int | None:
    names = {column.name.replace("_", " "), *column.also}
    return next((place for place, name in enumerate(header) if name in names), None)


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "windows-1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BrokenFile([FieldError(uploaded.FIELD, FORMAT_TEXTS["encoding"])])


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """The rows that have something in them, with the line on which each begins."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count), strict=True)
    found, begins = list[tuple[int, list[str]]](), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        raise BrokenFile([_mistake("quotes", begins)]) from None
    return found


def _read(
    line: int, cells: list[str], columns: Sequence[Column], headings: dict[str, str], errors: list[FieldError]
) -> list[Any] | None:
    """What the cells say; None, with the mistakes noted, if one of them says nothing."""
    said, before = [], len(errors)
    for column, cell in zip(columns, cells, strict=True):
        try:
            if not cell:
                raise Unreadable("missing")
            said.append(column.read(cell))
        except Unreadable as wrong:
            errors.append(_mistake(wrong.why, line, headings[column.name], **wrong.values))
    return said if len(errors) == before else None


def _mistake(why: str, line: int, column: str = "", **values: object) -> FieldError:
    named = {"line": line, "column": column} if column else {"line": line}
    return FieldError(column or uploaded.FIELD, FIGURES_TEXTS[why], named | values)


def _shown(errors: list[FieldError]) -> list[FieldError]:
    if len(errors) <= MOST_MISTAKES:
        return errors
    rest = FieldError(uploaded.FIELD, FIGURES_TEXTS["more"], {"count": len(errors) - MOST_MISTAKES})
    return [*errors[:MOST_MISTAKES], rest]
