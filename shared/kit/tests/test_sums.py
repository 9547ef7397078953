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
from liaison_kit.database import TYPES, Along, Database, Sums, keep_latest, new_id
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
DAYS = [date(2026, 10, 25), date(2026, 12, 31), date(2026, 10, 1), None]


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


class Told(Base):
    """What is told at something that moves: where it counts is told by the row of that thing."""

    __tablename__ = "told"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    place_id: Mapped[UUID | None]
    day: Mapped[date | None]
    figures: Mapped[dict[str, Any]]


class InMonth(Base):
    __tablename__ = "in_month"

    place_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class InDay(Base):
    __tablename__ = "in_day"

    place_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class Moving(Base):
    __tablename__ = "moving"
    __sums__ = Sums(
        InDay, by=("place_id", "day"), of="figures", months=InMonth, along=Along(Told, "thing_id", itself="own_id")
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    own_id: Mapped[UUID]
    thing_id: Mapped[UUID | None]
    place_id: Mapped[UUID]
    day: Mapped[date | None]
    figures: Mapped[dict[str, Any]]


THINGS = [new_id() for _ in range(3)]


def moving(chance: random.Random, ids: list[UUID]) -> dict[str, Any]:
    """A thing with its place, something told at one, or something that has to do with none."""
    row = told(chance, ids)
    kind = chance.choice(["thing", "at a thing", "alone"])
    thing = chance.choice(THINGS)
    if kind == "thing":
        return row | {"id": thing, "own_id": thing, "thing_id": thing, "day": chance.choice(DAYS[:3])}
    row |= {"own_id": row["id"], "thing_id": thing if kind == "at a thing" else None}
    return row | ({"place_id": thing} if kind == "at a thing" else {})


async def keep_moving(database: Database, rows: list[dict[str, Any]]) -> None:
    async with database.transaction() as session, session.begin_nested():
        with gathering(session):
            for row in rows:
                await keep_latest(session, Moving, **row)
            await session.flush()


async def moving_by_hand(database: Database) -> Counter[Any]:
    """Where each row counts by the rows of now: at its own place, or where the thing stands that it names."""
    found = Counter[Any]()
    async with database.reading() as session:
        rows = list(await session.scalars(select(Moving)))
    things = {row.own_id: row for row in rows if row.thing_id == row.own_id}
    for row in rows:
        at = things.get(row.thing_id) if row.thing_id else row
        if row.day is None or at is None or at.day is None:
            continue
        for name, number in row.figures.items():
            found[at.place_id, at.day, name] += number
    return Counter({key: number for key, number in found.items() if number})


async def moving_summed(database: Database) -> tuple[dict[Any, int], dict[Any, int]]:
    async with database.reading() as session:
        days = {(one.place_id, one.day, one.name): one.number for one in await session.scalars(select(InDay))}
        months = {(one.place_id, one.month, one.name): one.number for one in await session.scalars(select(InMonth))}
    return days, months


def by_month(days: Counter[Any]) -> dict[Any, int]:
    found = Counter[Any]()
    for (place, day, name), number in days.items():
        found[place, day.replace(day=1), name] += number
    return {key: number for key, number in found.items() if number}


async def left_at_things(database: Database) -> list[Any]:
    async with database.reading() as session:
        rows = await session.scalars(select(Told).order_by(Told.id))
        return [(one.id, one.place_id, one.day, one.figures) for one in rows]


async def test_what_is_told_at_a_thing_counts_wherever_it_is_moved_by_day_and_by_month(parts: Database) -> None:
    chance = random.Random(13)
    ids = [new_id() for _ in range(12)]
    for _ in range(25):
        await keep_moving(parts, [moving(chance, ids) for _ in range(chance.choice([1, 20]))])
        days = await moving_by_hand(parts)
        assert await moving_summed(parts) == (days, by_month(days))
    assert len(days) > 3


async def test_whichever_of_a_thing_and_what_is_told_at_it_comes_first_the_same_rows_remain(parts: Database) -> None:
    at = {"own_id": THINGS[0], "thing_id": THINGS[0]}
    there = {"id": THINGS[0], "version": 1, "place_id": PLACES[0], "day": DAYS[0], "figures": {"events": 1}, **at}
    moved = there | {"version": 2, "place_id": PLACES[1], "day": DAYS[1]}
    one = new_id()
    came = {"id": one, "version": 1, "own_id": one, "thing_id": THINGS[0], "place_id": THINGS[0], "day": DAYS[0]}
    gone = new_id()
    told_first = came | {"id": gone, "own_id": gone, "thing_id": THINGS[1], "figures": {"visits": 3}}
    taken_back = told_first | {"version": 2, "day": None, "figures": {}}
    everything = [there, moved, came | {"figures": {"visits": 5}}, told_first, taken_back]
    found = []
    for order in range(6):
        random.Random(order).shuffle(everything)
        for row in everything:
            await keep_moving(parts, [row])
        found.append((await moving_summed(parts), await left_at_things(parts)))
        async with parts.engine.begin() as connection:
            for table in (Moving, InDay, InMonth, Told):
                await connection.execute(table.__table__.delete())
    assert found[0][0][0] == {(PLACES[1], DAYS[1], "events"): 1, (PLACES[1], DAYS[1], "visits"): 5}
    assert found[0][1] == [(THINGS[0], PLACES[1], DAYS[1], {"visits": 5})]
    assert all(one == found[0] for one in found)


async def test_a_thing_that_moves_while_others_tell_of_it_loses_nothing(parts: Database) -> None:
    chance = random.Random(14)
    ids = [new_id() for _ in range(8)]
    batches = [[moving(chance, ids) for _ in range(5)] for _ in range(60)]

    async def some(mine: list[list[dict[str, Any]]]) -> None:
        for batch in mine:
            await keep_moving(parts, batch)

    await asyncio.gather(*(some(batches[first::4]) for first in range(4)))
    days = await moving_by_hand(parts)
    assert await moving_summed(parts) == (days, by_month(days))
