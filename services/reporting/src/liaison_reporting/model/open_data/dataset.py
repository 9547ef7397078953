"""A dataset: which fields it has and how its rows are found; and its file, which is the same for the same facts."""

import csv
import hashlib
import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from liaison_kit.formats.spreadsheets import harmless
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.open_data.dictionary import FIELDS, Field

Value = str | int | float | bool | date | UUID | None
Row = Sequence[Value]
"""What its fields have, in their order."""


@dataclass(frozen=True)
class Dataset:
    """`title`, `about` and `keywords` are words of ours, in English. `names` are its fields, `key` those that tell rows
    apart; its rows come in the order of their keys."""

    name: str
    title: str
    about: str
    keywords: str
    names: tuple[str, ...]
    key: tuple[str, ...]
    rows: Callable[[AsyncSession], Awaitable[list[Row]]]

    @property
    def id(self) -> UUID:
        """The same in every network: it is the key of the facts about the dataset's editions."""
        return uuid5(NAMESPACE_URL, f"liaison:dataset:{self.name}")

    @property
    def fields(self) -> list[Field]:
        return [FIELDS[name] for name in self.names]


@dataclass(frozen=True)
class Changes:
    """How many rows of a file are new, gone, or other than in the one before."""

    rows_added: int
    rows_changed: int
    rows_removed: int


async def content_of(dataset: Dataset, session: AsyncSession) -> bytes:
    """Its file as of now: CSV by RFC 4180 in UTF-8, with a head."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(dataset.names)
    places = [dataset.names.index(name) for name in dataset.key]
    found = await dataset.rows(session)
    rows = [[_written(value) for value in row] for row in found]
    rows.sort(key=lambda row: [row[place] for place in places])
    writer.writerows(rows)
    return sheet.getvalue().encode()


def _written(value: Value) -> str:
    """One cell: a text that a spreadsheet would run as a formula gets a leading apostrophe; a number is no text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else str(value)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def rows_in(content: bytes) -> int:
    return len(_lines(content))


def compare(dataset: Dataset, before: bytes | None, after: bytes) -> Changes:
    """What has changed in it since its file before; without one, everything is new."""
    old, new = (_by_key(dataset, content) for content in (before, after))
    return Changes(
        rows_added=len(new.keys() - old.keys()),
        rows_changed=sum(old[key] != new[key] for key in new.keys() & old.keys()),
        rows_removed=len(old.keys() - new.keys()),
    )


def _by_key(dataset: Dataset, content: bytes | None) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows by their keys, each cell by its field's name: a new column changes each row, another order none."""
    rows = _lines(content) if content else []
    return {tuple(row.get(name, "") for name in dataset.key): row for row in rows}


def _lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))
