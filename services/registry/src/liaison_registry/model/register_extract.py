"""An extract of the state register of organisations: rows that can be listed, and the reasons why others cannot."""

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime

from liaison_kit.errors import FieldError
from pydantic import TypeAdapter, ValidationError

from liaison_registry.model import uploaded
from liaison_registry.model.cso import RegistrationInTheFuture, WrongEDRPOU, checked_edrpou
from liaison_registry.model.imports import BrokenFile, Rejection
from liaison_registry.model.text import LINE_TEXTS, OneLine

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_NAME = 500
CODE, NAME, STATE, REGISTERED = "ЄДРПОУ", "Назва", "Стан", "Дата реєстрації"
NEEDED = (CODE, NAME)
_NAME = TypeAdapter(OneLine)

EXTRACT_TEXTS = {
    "encoding": "The text is neither UTF-8 nor windows-1251.",
    "column": "The file has no column “{column}”.",
    "rows": "The file has more than {limit} rows.",
    "double": "This organisation is in the file already, on line {earlier}.",
    "quotes": "The quotation marks of this row do not match.",
    "cells": "This row has {cells} cells, the header {columns}.",
    "state": "Only organisations in the state “зареєстровано” are listed.",
    "person": "This is a person's number, not an organisation's: it has 10 digits.",
    "name": "The name is missing.",
    "long": "Use at most {max_length} characters.",
    "day": "This is not a day such as 17.05.2021.",
}


@dataclass(frozen=True)
class ListedCSO:
    """What is taken from a row. Nothing else of it is kept: the officer's name least of all."""

    edrpou: str
    name: str
    registered_on: date | None


class _Refused(Exception):
    def __init__(self, field: str, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.values = field, sentence, values


def read(content: bytes, today: date) -> tuple[list[ListedCSO], list[Rejection]]:
    """The good rows and the reasons for the others; BrokenFile if it is no such extract.

    The header is Ukrainian, as in the open data of the Unified State Register (EDR); one organisation per line. Other
    columns are dropped unread.
    """
    lines = re.split(r"\r\n|\n|\r", _text(content))
    delimiter = ";" if ";" in lines[0] else ","
    header = [cell.strip().casefold() for cell in _cells(lines[0], delimiter) or []]
    missing = [column for column in NEEDED if column.casefold() not in header]
    if missing:
        raise BrokenFile([FieldError(name, EXTRACT_TEXTS["column"], {"column": name}) for name in missing])
    if len(lines) > MOST_ROWS + 2:
        raise BrokenFile([FieldError(uploaded.FIELD, EXTRACT_TEXTS["rows"], {"limit": MOST_ROWS})])
    good: dict[str, ListedCSO] = {}
    rejected: list[Rejection] = []
    first: dict[str, int] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            row = _row(_cells(line, delimiter), header, today)
            if row.edrpou in good:
                raise _Refused(CODE, EXTRACT_TEXTS["double"], earlier=first[row.edrpou])
        except _Refused as refused:
            rejected.append(Rejection.of(number, refused.field, refused.sentence, **refused.values))
            continue
        good[row.edrpou], first[row.edrpou] = row, number
    return list(good.values()), rejected


def _text(content: bytes) -> str:
    uploaded.check(content, "CSV", LARGEST)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("windows-1251")
    except UnicodeDecodeError:
        raise BrokenFile([FieldError(uploaded.FIELD, EXTRACT_TEXTS["encoding"])]) from None


def _cells(line: str, delimiter: str) -> list[str] | None:
    """None if a quotation mark is missing. Line by line, so that one such row cannot swallow those after it."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _row(cells: list[str] | None, header: list[str], today: date) -> ListedCSO:
    if cells is None:
        raise _Refused("", EXTRACT_TEXTS["quotes"])
    if len(cells) != len(header):
        raise _Refused("", EXTRACT_TEXTS["cells"], cells=len(cells), columns=len(header))
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    state = row.get(STATE.casefold())
    if state is not None and not state.casefold().startswith("зареєстровано"):
        raise _Refused(STATE, EXTRACT_TEXTS["state"])
    return ListedCSO(
        edrpou=_edrpou(row[CODE.casefold()]),
        name=_name(row[NAME.casefold()]),
        registered_on=_day(row.get(REGISTERED.casefold(), ""), today),
    )


def _edrpou(text: str) -> str:
    if re.fullmatch(r"[0-9]{10}", text):
        raise _Refused(CODE, EXTRACT_TEXTS["person"])
    try:
        return checked_edrpou(text)
    except WrongEDRPOU as wrong:
        raise _Refused(CODE, wrong.message) from None


def _name(text: str) -> str:
    if not text:
        raise _Refused(NAME, EXTRACT_TEXTS["name"])
    if len(text) > LONGEST_NAME:
        raise _Refused(NAME, EXTRACT_TEXTS["long"], max_length=LONGEST_NAME)
    try:
        return _NAME.validate_python(text)
    except ValidationError:
        raise _Refused(NAME, LINE_TEXTS["control_character"]) from None


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    form = "%d.%m.%Y" if "." in text else "%Y-%m-%d"
    try:
        day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no time zone
    except ValueError:
        raise _Refused(REGISTERED, EXTRACT_TEXTS["day"]) from None
    if day > today:
        raise _Refused(REGISTERED, RegistrationInTheFuture().message)
    return day
