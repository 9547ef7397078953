"""Figures about districts that a file brings: each with its source and its day, and what a file would change of them.

A file is the whole truth about each part it names, such as a district's year: what is there of such a part and not in
the file goes; other parts stay as they are.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Generic, Protocol, TypeVar
from uuid import UUID

from liaison_kit.errors import Refusal
from liaison_kit.formats.written import LeftEmpty
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.imports.imports import Counts
from liaison_registry.model.territory.district import District

SHOWN = 500


class FiguresCounts(Counts):
    """How many figures; `gone` are those that the file no longer has."""

    gone: int


class Becomes(StrEnum):
    """What becomes of a figure."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


class Difference(BaseModel):
    """One figure that is otherwise than before; `of` says which one, in the words of the file."""

    becomes: Becomes
    line: int | None = Field(description="In the file; null for one that is gone.")
    of: dict[str, str]
    before: int | None
    now: int | None
    said_before: str | None = Field(None, description="Source and day, as they were.")
    said_now: str | None = None


class NoSuchFigures(Refusal):
    """There are no figures of this year there."""

    field = "year"


class Removal(BaseModel):
    """A year of all districts, or of one."""

    year: int = Field(ge=1, le=9999)
    district_id: Annotated[UUID | None, LeftEmpty] = None


class ImportedFigures(BaseModel):
    """What was done; with `dry_run`, what would have been."""

    dry_run: bool
    counts: FiguresCounts
    differences: list[Difference] = Field(description=f"The first {SHOWN}.")


class Districts:
    """The districts, found by what a file calls them."""

    def __init__(self, districts: Sequence[District]) -> None:
        self.all = list(districts)
        self._by_name = {name.casefold(): one for one in districts for name in (one.name_en, one.name, one.code)}
        self._by_id = {one.id: one for one in districts}

    def named(self, text: str) -> District | None:
        """By its KATOTTG code, or by its name in either language."""
        return self._by_name.get(" ".join(text.split()).casefold())

    def of(self, district_id: UUID) -> District:
        return self._by_id[district_id]


async def districts_of(session: AsyncSession) -> Districts:
    return Districts((await session.scalars(select(District).order_by(District.name))).all())


@dataclass(frozen=True)
class Figure:
    """A row of a file: `key` says what it is of, `number` how many, and from where and when that is."""

    line: int
    key: tuple[Any, ...]
    number: int
    source: str
    as_of: date


class Kept(Protocol):
    """A figure that is here already."""

    @property
    def key(self) -> tuple[Any, ...]: ...

    number: Any
    source: Any
    as_of: Any


Row = TypeVar("Row", bound=Kept)


@dataclass
class Comparison(Generic[Row]):
    """What a file would change."""

    added: list[Figure] = field(default_factory=list)
    changed: list[tuple[Figure, Row]] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    unchanged: int = 0

    def counts(self) -> FiguresCounts:
        added, changed, gone = len(self.added), len(self.changed), len(self.gone)
        return FiguresCounts(added=added, changed=changed, gone=gone, unchanged=self.unchanged)

    def differences(self, said: Callable[[tuple[Any, ...]], dict[str, str]]) -> list[Difference]:
        """The first of them; `said`: a key in the words of the file. Before the changes are made."""
        rows: list[tuple[Becomes, Kept | None, Figure | None]] = [(Becomes.ADDED, None, one) for one in self.added]
        rows += [(Becomes.CHANGED, row, one) for one, row in self.changed]
        rows += [(Becomes.GONE, row, None) for row in self.gone]
        return [_difference(*row, said) for row in rows[:SHOWN]]

    def changed_keys(self) -> list[tuple[Any, ...]]:
        """Of all that becomes otherwise."""
        return [one.key for one in self.added] + [one.key for one, _ in self.changed] + [row.key for row in self.gone]

    async def carry_out(self, session: AsyncSession, made: Callable[[Figure], Row]) -> None:
        """Writes all of it; `made`: the row of a new figure."""
        for one, row in self.changed:
            row.number, row.source, row.as_of = one.number, one.source, one.as_of
        for row in self.gone:
            await session.delete(row)
        await session.flush()
        session.add_all([made(one) for one in self.added])
        await session.flush()


def _difference(
    becomes: Becomes, row: Kept | None, one: Figure | None, said: Callable[[tuple[Any, ...]], dict[str, str]]
) -> Difference:
    known = one or row
    return Difference(
        becomes=becomes,
        line=one.line if one else None,
        of=said(known.key) if known else {},
        before=row.number if row else None,
        now=one.number if one else None,
        said_before=_from(row) if row else None,
        said_now=_from(one) if one else None,
    )


def _from(figure: Kept | Figure) -> str:
    return f"{figure.source or '–'}, {figure.as_of:%d.%m.%Y}" if figure.as_of else figure.source or "–"


def compare(
    figures: Sequence[Figure], known: Iterable[Row], part: Callable[[tuple[Any, ...]], Hashable]
) -> Comparison[Row]:
    """`part` of a key: what the file says all of, once it names it."""
    found: Comparison[Row] = Comparison()
    rows, named = {row.key: row for row in known}, {part(one.key) for one in figures}
    for one in figures:
        row = rows.pop(one.key, None)
        if row is None:
            found.added.append(one)
        elif (row.number, row.source, row.as_of) != (one.number, one.source, one.as_of):
            found.changed.append((one, row))
        else:
            found.unchanged += 1
    found.gone = [row for key, row in rows.items() if part(key) in named]
    return found
