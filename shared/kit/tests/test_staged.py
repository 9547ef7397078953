"""Rows that a replay stages come into their tables as if each had been written when it was kept."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from liaison_kit import database as kit
from liaison_kit.database import TYPES, Database, Sums, keep_latest, new_id
from liaison_kit.receiving.kept import gathering
from liaison_kit.receiving.staged import staging
from sqlalchemy import CheckConstraint, Index, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DAY = date(2026, 12, 31)


class Base(DeclarativeBase):
    metadata = kit.metadata()
    type_annotation_map = TYPES


class Total(Base):
    __tablename__ = "total"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class Part(Base):
    __tablename__ = "part"
    __sums__ = Sums(Total, by=("day",), of="figures")

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    day: Mapped[date]
    figures: Mapped[dict[str, Any]]
    title: Mapped[str | None]

    __table_args__ = (Index("ix_part_day_title", "day", "title"), CheckConstraint("version > 0", "counts"))


class Named(Base):
    """Of which no two may have one name."""

    __tablename__ = "named"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(unique=True)

    __table_args__ = (Index("ix_named_version", "version"),)


TABLES = list(Base.metadata.sorted_tables)


@pytest_asyncio.fixture
async def parts(database: Database) -> AsyncIterator[Database]:
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield database


async def keep(session: AsyncSession, *rows: dict[str, Any], model: type[Base] = Part) -> None:
    """As an inbox batch does."""
    async with session.begin_nested():
        with gathering(session):
            for row in rows:
                await keep_latest(session, model, **row)
            await session.flush()


def part(of: UUID, version: int = 1, number: int = 1, **others: Any) -> dict[str, Any]:
    return {"id": of, "version": version, "day": DAY, "figures": {"visits": number}, "title": None} | others


async def rows(database: Database, model: type[Base]) -> list[Any]:
    async with database.reading() as session:
        return list(await session.scalars(select(model)))


async def totals(database: Database) -> dict[str, int]:
    return {one.name: one.number for one in await rows(database, Total)}


async def test_of_each_the_newest_version_stays_and_the_sums_are_theirs(parts: Database) -> None:
    chance, ids = random.Random(5), [new_id() for _ in range(20)]
    told = [part(chance.choice(ids), chance.randint(1, 9), number) for number in range(400)]
    newest = dict[UUID, dict[str, Any]]()
    for row in told:
        if row["id"] not in newest or row["version"] > newest[row["id"]]["version"]:
            newest[row["id"]] = row
    async with staging(parts, TABLES):
        for first in range(0, len(told), 40):
            async with parts.transaction() as session:
                await keep(session, *told[first : first + 40])
        assert await rows(parts, Part) == []
    assert {one.id: one.figures["visits"] for one in await rows(parts, Part)} == {
        of: row["figures"]["visits"] for of, row in newest.items()
    }
    sums = Counter[str]()
    for row in newest.values():
        sums.update(row["figures"])
    assert await totals(parts) == sums


async def test_a_reaction_that_reads_finds_what_was_kept_before_it(parts: Database) -> None:
    first, second = new_id(), new_id()
    async with staging(parts, TABLES):
        async with parts.transaction() as session:
            await keep(session, part(first, 2, number=5))
        async with parts.transaction() as session, session.begin_nested():
            with gathering(session):
                await keep_latest(session, Part, **part(second))
                assert (await session.get_one(Part, first)).figures == {"visits": 5}
                assert (await session.get_one(Part, second)).figures == {"visits": 1}
                await keep_latest(session, Part, **part(first, 1, number=100))
                await session.flush()
    assert await totals(parts) == {"visits": 6}


async def test_a_row_with_fewer_columns_leaves_the_others_as_they_were(parts: Database) -> None:
    both, fewer = new_id(), part(new_id(), 3)
    async with staging(parts, TABLES), parts.transaction() as session:
        await keep(session, part(both, 1, title="stays"))
        named = part(both, 2, number=7)
        del named["title"]
        await keep(session, named)
        await keep(session, fewer)
    assert {one.id: (one.version, one.title) for one in await rows(parts, Part)} == {
        both: (2, "stays"),
        fewer["id"]: (3, None),
    }
    assert await totals(parts) == {"visits": 8}


async def test_what_breaks_a_rule_is_told_at_once_and_is_not_there(parts: Database) -> None:
    name, good = {"version": 1, "name": "same"}, new_id()
    async with staging(parts, TABLES), parts.transaction() as session:
        with pytest.raises(IntegrityError, match="not-null"):
            await keep(session, part(new_id(), day=None))
        with pytest.raises(IntegrityError, match="ck_part_counts"):
            await keep(session, part(new_id(), version=-1))
        await keep(session, part(good))
        await keep(session, {"id": new_id()} | name, model=Named)
        with pytest.raises(IntegrityError, match="unique"):
            await keep(session, {"id": new_id()} | name, model=Named)
    assert [one.id for one in await rows(parts, Part)] == [good]
    assert len(await rows(parts, Named)) == 1


async def test_indexes_are_there_again_afterwards(parts: Database) -> None:
    catalogue = text("select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1")

    async def indexes() -> list[Any]:
        async with parts.reading() as session:
            return [row for row in await session.execute(catalogue) if not row.indexname.startswith("staged_")]

    before = await indexes()
    async with staging(parts, TABLES):
        assert len(await indexes()) < len(before)
        async with parts.transaction() as session:
            await keep(session, part(new_id()))
    assert await indexes() == before
