"""An extract of the state register of organisations: rows that can be listed, and the reasons why others cannot."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from liaison_kit.errors import FieldError
from pydantic import Field, TypeAdapter, ValidationError

from liaison_registry.model.csos.cso import RegistrationInTheFuture, WrongEDRPOU, checked_edrpou
from liaison_registry.model.files import uploaded
from liaison_registry.model.imports.imports import BrokenFile, Rejection
from liaison_registry.model.imports.register_formats import CODE, LARGEST, NAME, REGISTERED, STATE, RawRow, rows_of
from liaison_registry.model.text import LINE_TEXTS, OneLine

__all__ = ["LARGEST", "EndedCSO", "ListedCSO", "outcomes", "read"]

MOST_ROWS = 200_000
LONGEST_NAME = 500
_NAME = TypeAdapter(OneLine)

EXTRACT_TEXTS = {
    "rows": "The file has more than {limit} rows.",
    "double": "This organisation is in the file already, on line {earlier}.",
    "state": "Only organisations in the state “зареєстровано” are listed.",
    "person": "This is a person's number, not an organisation's: it has 10 digits.",
    "name": "The name is missing.",
    "long": "Use at most {max_length} characters.",
    "day": "This is not a day such as 17.05.2021.",
}


@dataclass(frozen=True)
class ListedCSO:
    """What is taken from a row. Nothing else of it is kept: the officer's name least of all."""

    line: int
    edrpou: str
    name: str
    registered_on: date | None


class EndedCSO(Rejection):
    """A row of an organisation that the register says is no more; it may be known here."""

    edrpou: str = Field(exclude=True)


class _Refused(Exception):
    def __init__(self, column: str, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.column, self.sentence, self.values = column, sentence, values


def outcomes(file: BinaryIO, today: date) -> Iterator[ListedCSO | Rejection]:
    """What becomes of each row, one by one; BrokenFile, at the latest at the end, if it is no such extract.

    Columns are found by their names in the open data of the Unified State Register (EDR), in Ukrainian or as its XML
    has them; all others are dropped unread.
    """
    first: dict[int, int] = {}
    for count, raw in enumerate(rows_of(file), start=1):
        if count > MOST_ROWS:
            raise BrokenFile([FieldError(uploaded.FIELD, EXTRACT_TEXTS["rows"], {"limit": MOST_ROWS})])
        try:
            if raw.trouble:
                raise _Refused("", raw.trouble[0], **raw.trouble[1])
            state = raw.cells.get(STATE, "")
            if state and not state.casefold().startswith("зареєстровано"):
                yield _ended(raw)
                continue
            row = _row(raw, today)
            earlier = first.setdefault(int(row.edrpou), raw.line)
            if earlier != raw.line:
                raise _Refused(CODE, EXTRACT_TEXTS["double"], earlier=earlier)
        except _Refused as refused:
            column = raw.headings.get(refused.column, refused.column)
            yield Rejection.of(raw.line, column, refused.sentence, **refused.values)
            continue
        yield row


def read(content: bytes, today: date) -> tuple[list[ListedCSO], list[Rejection]]:
    """The good rows of a small file and the reasons for the others, all at once; BrokenFile as in `outcomes`."""
    found = list(outcomes(io.BytesIO(content), today))
    return [one for one in found if isinstance(one, ListedCSO)], [one for one in found if isinstance(one, Rejection)]


def _ended(raw: RawRow) -> Rejection:
    rejection = Rejection.of(raw.line, raw.headings[STATE], EXTRACT_TEXTS["state"])
    try:
        return EndedCSO(**dict(rejection), edrpou=checked_edrpou(raw.cells.get(CODE, "")))
    except WrongEDRPOU:
        return rejection


def _row(raw: RawRow, today: date) -> ListedCSO:
    code, name = _edrpou(raw.cells.get(CODE, "")), _name(raw.cells.get(NAME, ""))
    return ListedCSO(raw.line, code, name, _day(raw.cells.get(REGISTERED, ""), today))


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
    text = re.split(r"[;\s]", text)[0]  # the register's XML has the number of the entry behind the day
    form = "%d.%m.%Y" if "." in text else "%Y-%m-%d"
    try:
        day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no time zone
    except ValueError:
        raise _Refused(REGISTERED, EXTRACT_TEXTS["day"]) from None
    if day > today:
        raise _Refused(REGISTERED, RegistrationInTheFuture().message)
    return day
