"""Sums of kept rows equal the rows, whatever order they come in and whoever keeps them at the same time."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest_asyncio
from liaison_kit import database as kit
from liaison_kit.database import TYPES, Database, Sums, keep_latest, new_id
from liaison_kit.receiving.kept import gathering
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = kit.metadata()
    type_annotation_map = TYPES


class Total(Base):
    __tablename__ = "total"

    place_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class Part(Base):
    __tablename__ = "part"
    __sums__ = Sums(Total, by=("place_id", "day"), of="figures")

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    place_id: Mapped[UUID]
    day: Mapped[date | None]
    figures: Mapped[dict[str, Any]]


PLACES = [new_id(), new_id()]
DAYS = [date(2026, 10, 25), date(2026, 12, 31), None]


@pytest_asyncio.fixture
async def parts(database: Database) -> AsyncIterator[Database]:
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield database


def told(chance: random.Random, ids: list[UUID]) -> dict[str, Any]:
    figures = {
        name: chance.randint(-1, 3) for name in chance.sample(["visits", "events", "давно"], chance.randint(0, 3))
    }
    about = {"id": chance.choice(ids), "version": chance.randint(1, 9)}
    return about | {"place_id": chance.choice(PLACES), "day": chance.choice(DAYS), "figures": figures}


async def keep_all(database: Database, rows: list[dict[str, Any]], at_once: bool) -> None:
    async with database.transaction() as session:
        if at_once:
            async with session.begin_nested():
                with gathering(session):
                    for row in rows:
                        await keep_latest(session, Part, **row)
                    await session.flush()
        else:
            for row in rows:
                await keep_latest(session, Part, **row)


async def by_hand(database: Database) -> Counter[Any]:
    found = Counter[Any]()
    async with database.reading() as session:
        for part in await session.scalars(select(Part).where(Part.day.is_not(None))):
            for name, number in part.figures.items():
                found[part.place_id, part.day, name] += number
    return Counter({key: number for key, number in found.items() if number})


async def summed(database: Database) -> dict[Any, int]:
    async with database.reading() as session:
        return {(one.place_id, one.day, one.name): one.number for one in await session.scalars(select(Total))}


async def test_the_sums_are_those_of_the_newest_rows_one_by_one_and_in_batches(parts: Database) -> None:
    chance = random.Random(11)
    ids = [new_id() for _ in range(12)]
    for at_once in (True, False, True):
        for _ in range(6):
            await keep_all(parts, [told(chance, ids) for _ in range(25)], at_once)
            assert await summed(parts) == await by_hand(parts)
    assert await summed(parts)


async def test_what_is_taken_back_leaves_no_row_of_zero(parts: Database) -> None:
    row = {"id": new_id(), "place_id": PLACES[0], "day": DAYS[0]}
    await keep_all(parts, [row | {"version": 1, "figures": {"visits": 12}}], at_once=True)
    assert list((await summed(parts)).values()) == [12]
    await keep_all(parts, [row | {"version": 2, "day": None, "figures": {"visits": 12}}], at_once=True)
    assert await summed(parts) == {}


async def test_many_who_keep_at_once_lose_nothing_and_double_nothing(parts: Database) -> None:
    chance = random.Random(12)
    ids = [new_id() for _ in range(4)]
    batches = [[told(chance, ids) for _ in range(5)] for _ in range(40)]

    async def some(mine: list[list[dict[str, Any]]]) -> None:
        for batch in mine:
            await keep_all(parts, batch, at_once=True)

    await asyncio.gather(*(some(batches[first::4]) for first in range(4)))
    assert await summed(parts) == await by_hand(parts)
