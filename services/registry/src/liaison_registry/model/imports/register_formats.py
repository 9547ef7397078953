"""The forms in which the state register's open data comes: CSV, XML and XLSX, told apart by content, read as a stream.

CSV: divided by `;`, tab or `,`; one organisation on a line; the header within the first ten lines. XLSX: the first
sheet, likewise. XML: as in the open data of the Unified State Register (data.gov.ua, "EX_XML_EDR_UO"): an element
SUBJECT, RECORD, ROW or ITEM for each organisation, whatever is around them, with an element for each column. Text is
UTF-8, with a mark or without, or windows-1251; XML may declare either.
"""

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import openpyxl
from liaison_kit.errors import FieldError
from openpyxl.utils.exceptions import InvalidFileException

from liaison_registry.model.files import uploaded
from liaison_registry.model.imports.imports import BrokenFile

LARGEST = 64 * 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_PARTS = 1000
LONGEST_LINE = 100_000
MOST_COLUMNS = 100
PIECE = 64 * 1024
CODE, NAME, STATE, REGISTERED = "ЄДРПОУ", "Назва", "Стан", "Дата реєстрації"
COLUMNS = {
    CODE: {"єдрпоу", "кодєдрпоу", "кодзаєдрпоу", "ідентифікаційнийкод", "ідентифікаційнийкодюридичноїособи", "edrpou"}
    | {"edrpoucode", "codeedrpou", "кодюридичноїособи"},
    NAME: {"назва", "повнаназва", "найменування", "повненайменування", "найменуванняюридичноїособи", "name"}
    | {"fullname", "назвагромадськогооб'єднання", "найменуваннягромадськогоформування", "назваорганізації"},
    STATE: {"стан", "станюридичноїособи", "статус", "stan", "status", "state"},
    REGISTERED: {"датареєстрації", "датадержавноїреєстрації", "registration", "registrationdate", "regdate"},
}
_RECORDS = {"SUBJECT", "RECORD", "ROW", "ITEM"}
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, IndexError, ValueError, TypeError, AttributeError)

FORMAT_TEXTS = {
    "encoding": "The text is neither UTF-8 nor windows-1251.",
    "column": "The file has no column “{column}”.",
    "quotes": "The quotation marks of this row do not match.",
    "cells": "This row has {cells} cells, the header {columns}.",
    "line": "This row is too long.",
    "spreadsheet": "This spreadsheet cannot be read. Save it as XLSX or CSV and send it again.",
    "unpacked": "Unpacked, this file would be larger than {limit} MB.",
    "xml": "This XML is broken on line {line}. Nothing of it was taken over.",
    "entities": "This XML has a document type of its own (DTD), which is not read for safety's sake.",
    "records": "This XML has no organisations in it: no element SUBJECT, RECORD, ROW or ITEM.",
}


@dataclass(frozen=True)
class RawRow:
    """One row: the text under each of `COLUMNS` that it has, what the file calls these, and why it cannot be read.

    `line` is the row's in a text or a sheet; in XML the record's line, or its number where all are on one line.
    """

    line: int
    cells: dict[str, str]
    headings: dict[str, str]
    trouble: tuple[str, dict[str, Any]] | None = None


def rows_of(file: BinaryIO) -> Iterator[RawRow]:
    """The rows of a file in which can be sought; BrokenFile, at the latest while they are read, if it is none."""
    beginning = file.read(PIECE)
    file.seek(0)
    if beginning.startswith(b"PK\x03\x04"):
        return _sheet(file)
    text = beginning.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith((b"<?xml", b"<DATA", b"<ROOT")):
        return _xml(file)
    uploaded.check(beginning, "CSV", LARGEST)
    return _csv(file, _encoding(file))


def column_of(heading: str) -> str | None:
    """Which column a heading means, however it is written: with spaces, quotes, underscores, in capitals."""
    plain = re.sub(r"[\s_\"«».:-]", "", heading.replace("’", "'").casefold())
    return next((column for column, names in COLUMNS.items() if plain in names), None)


def _encoding(file: BinaryIO) -> str:
    """Read through to the end, as the one letter that is not UTF-8 may be the last."""
    found, decoder = "utf-8-sig", codecs.getincrementaldecoder("utf-8")()
    while piece := file.read(PIECE):
        uploaded.check_text(piece, "CSV")
        try:
            decoder.decode(piece)
        except UnicodeDecodeError:
            found = "windows-1251"
            break
    else:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            found = "windows-1251"
    file.seek(0)
    while found == "windows-1251" and (piece := file.read(PIECE)):
        uploaded.check_text(piece, "CSV")
        try:
            piece.decode(found)
        except UnicodeDecodeError:
            raise _broken("encoding") from None
    file.seek(0)
    return found


def _csv(file: BinaryIO, encoding: str) -> Iterator[RawRow]:
    text = io.TextIOWrapper(file, encoding, newline=None)
    try:
        yield from _table(_lines(text))
    finally:
        text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[list[str] | str | None]:
    """Line by line, so that a row with a missing quotation mark cannot swallow those after it; a text is a trouble."""
    delimiter, settled = "", False
    while line := text.readline(LONGEST_LINE):
        if not line.endswith("\n") and len(line) == LONGEST_LINE:
            while (rest := text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            yield "line"
            continue
        if not line.strip():
            yield None
            continue
        if not settled:
            delimiter = max(";\t,", key=line.count)
        try:
            cells = next(csv.reader([line.rstrip("\n")], delimiter=delimiter, strict=True))
        except csv.Error:
            yield "quotes"
            continue
        settled = settled or any(column_of(cell) for cell in cells)
        yield cells


def _table(lines: Iterator[list[str] | str | None]) -> Iterator[RawRow]:
    """Rows under a header, which stands within the first ten lines; None is an empty line."""
    header: list[str] | None = None
    best: set[str] = set()
    columns: dict[int, str] = {}
    for number, cells in enumerate(lines, start=1):
        if cells is None:
            continue
        if header is None:
            found = {at: column for at, cell in enumerate(cells) if (column := column_of(cell))}
            if isinstance(cells, list) and {CODE, NAME} <= set(found.values()):
                header, columns = cells, found
                headings = {column: header[at].strip() for at, column in columns.items()}
            elif number >= 10:
                break
            else:
                best = max(best, set(found.values()), key=len)
            continue
        if isinstance(cells, str):
            yield RawRow(number, {}, headings, (FORMAT_TEXTS[cells], {}))
        elif len(cells) != len(header):
            values = {"cells": len(cells), "columns": len(header)}
            yield RawRow(number, {}, headings, (FORMAT_TEXTS["cells"], values))
        else:
            yield RawRow(number, {column: cells[at].strip() for at, column in columns.items()}, headings)
    if header is None:
        missing = [column for column in (CODE, NAME) if column not in best]
        raise BrokenFile([FieldError(name, FORMAT_TEXTS["column"], {"column": name}) for name in missing])


def _sheet(file: BinaryIO) -> Iterator[RawRow]:
    """Sizes are those that the archive declares: zipfile unpacks no more of a part than that."""
    try:
        parts = zipfile.ZipFile(file).infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise _broken("unpacked", limit=LARGEST_UNPACKED // 1024 // 1024)
        file.seek(0)
        # With defusedxml installed openpyxl reads every part with it: no entities, none from elsewhere.
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from _table(_sheet_lines(sheet))
    except (*_UNREADABLE, ParseError, InvalidFileException, NotImplementedError, RuntimeError) as error:
        raise _broken("spreadsheet") from error


def _sheet_lines(sheet: Any) -> Iterator[list[str] | None]:
    """A sheet's rows as long as its widest so far, the header: a sheet leaves out what is empty at a row's end."""
    width = 0
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            yield None
            continue
        if not width and {CODE, NAME} <= {column_of(cell) for cell in cells}:
            width = len(cells)
        yield cells + [""] * (width - len(cells))


def _cell(value: Any) -> str:
    """As text. A number has lost the zeros that a code begins with."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).zfill(8) if isinstance(value, int) and not isinstance(value, bool) else str(value)


class _Records:
    """What expat tells of, put together to rows; nothing but the text of known columns is gathered."""

    def __init__(self, parser: Any) -> None:
        self.done: list[RawRow] = []
        self.count = 0
        self._parser = parser
        self._within, self._depth, self._line = 0, 0, 0
        self._column: str | None = None
        self._last_line = 0
        self._heard: list[str] = []
        self._cells: dict[str, str] = {}
        self._headings: dict[str, str] = {}

    def start(self, tag: str, _attributes: object) -> None:
        self._depth += 1
        if not self._within and tag.upper() in _RECORDS:
            self._within, self._cells, self._headings = self._depth, {}, {}
            self.count += 1
            line = self._parser.CurrentLineNumber
            self._line, self._last_line = (line if line > self._last_line else self.count), line
        elif self._depth == self._within + 1 and self._within:
            self._column, self._heard = column_of(tag), []
            if self._column and self._column not in self._headings:
                self._headings[self._column] = tag

    def text(self, text: str) -> None:
        if self._column and len(self._heard) < LONGEST_LINE:
            self._heard.append(text)

    def end(self, _tag: str) -> None:
        if self._within and self._depth == self._within + 1 and self._column:
            self._cells.setdefault(self._column, "".join(self._heard).strip())
            self._column = None
        elif self._depth == self._within:
            self.done.append(RawRow(self._line, self._cells, self._headings))
            self._within = 0
        self._depth -= 1


def _xml(file: BinaryIO) -> Iterator[RawRow]:
    parser = expat.ParserCreate()
    records = _Records(parser)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = records.start, records.end
    parser.CharacterDataHandler = records.text
    parser.StartDoctypeDeclHandler = _refuse_doctype  # without one there are no entities to expand or to fetch
    finished = False
    while not finished:
        piece = file.read(PIECE)
        finished = not piece
        try:
            parser.Parse(piece, finished)
        except (expat.ExpatError, ValueError, LookupError):
            raise _broken("xml", line=parser.CurrentLineNumber) from None
        yield from records.done
        records.done.clear()
    if not records.count:
        raise _broken("records")


def _refuse_doctype(*_declared: object) -> None:
    raise _broken("entities")


def _broken(why: str, **values: object) -> BrokenFile:
    return BrokenFile([FieldError(uploaded.FIELD, FORMAT_TEXTS[why], values)])
