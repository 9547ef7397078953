"""Rows kept in an inbox batch are written together, and nobody can tell but by the clock."""

import itertools
import random
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest_asyncio
from aiokafka import ConsumerRecord
from liaison_contracts.registry import DistrictJoined
from liaison_kit import database as kit
from liaison_kit import outbox
from liaison_kit.database import TYPES, Database, get, keep_latest, new_id
from liaison_kit.errors import Refusal
from liaison_kit.reactions import Reaction, on
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.receiving.kept import GatheringSession
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_offsets = itertools.count()


class Base(DeclarativeBase):
    metadata = kit.metadata()
    type_annotation_map = TYPES


class Copy(Base):
    __tablename__ = "copy"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str | None]
    joined_on: Mapped[date]
    told: Mapped[list[str]]
    whole: Mapped[dict[str, Any]]


async def keep(session: AsyncSession, fact: DistrictJoined) -> None:
    state = fact.state
    name = state.name if state.version % 3 else None
    whole = state.model_dump(mode="json")
    same = {"id": state.id, "version": state.version, "joined_on": state.joined_on}
    await keep_latest(session, Copy, **same, name=name, told=[state.name, "Щітки"], whole=whole)


@on(DistrictJoined)
async def on_kept(session: AsyncSession, fact: DistrictJoined) -> None:
    if fact.state.name == "poison":
        raise Refusal
    await keep(session, fact)
    if fact.state.name == "late poison":
        raise Refusal


@pytest_asyncio.fixture
async def copies(database: Database) -> AsyncIterator[Database]:
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield database


async def records(database: Database, *facts: DistrictJoined) -> list[ConsumerRecord]:
    """As they would come from Kafka."""
    payloads = []
    async with database.transaction() as session:
        for fact in facts:
            outbox.publish(session, fact)
            await session.flush()
            told = await session.execute(text("delete from outbox returning topic, key, payload"))
            payloads += [row for row in told if row.topic.endswith("Joined")]
    return [
        ConsumerRecord(topic, 0, next(_offsets), 0, 0, key.encode(), value, None, len(key), len(value), ())
        for topic, key, value in payloads
    ]


async def apply(database: Database, reaction: Reaction, *facts: DistrictJoined) -> list[str]:
    """Applies them as one batch; returns the statements that wrote copies."""
    arrived = await records(database, *facts)
    written: list[str] = []

    def note(*about: Any) -> None:
        if "INSERT INTO copy" in about[2]:
            written.append(about[2])

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    await Inbox(database, [reaction], arrived[0].topic.removesuffix("DistrictJoined")).apply(arrived)
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    return written


async def rows(database: Database) -> dict[UUID, Copy]:
    async with database.reading() as session:
        return {copy.id: copy for copy in await session.scalars(select(Copy))}


async def plain(database: Database) -> Sequence[Any]:
    async with database.reading() as session:
        return (await session.execute(text("select * from copy order by id"))).all()


async def test_a_batch_is_written_by_one_statement(joined, copies: Database) -> None:
    facts = [joined() for _ in range(50)]
    assert len(await apply(copies, on_kept, *facts)) == 1
    assert set(await rows(copies)) == {fact.state.id for fact in facts}


async def test_the_newest_version_wins_in_whatever_order_they_come(joined, copies: Database) -> None:
    first, second = new_id(), new_id()
    facts = [joined(first, 1), joined(second, 2), joined(first, 5), joined(second, 1), joined(first, 4)]
    await apply(copies, on_kept, *facts)
    found = await rows(copies)
    assert {one: found[one].version for one in found} == {first: 5, second: 2}


async def test_a_version_that_is_stale_changes_nothing(joined, copies: Database) -> None:
    district = new_id()
    await apply(copies, on_kept, joined(district, 5, "new"))
    await apply(copies, on_kept, joined(district, 4, "old"), joined(new_id()))
    await apply(copies, on_kept, joined(district, 5, "same"))
    assert (await rows(copies))[district].name == "new"


async def test_a_reaction_that_reads_sees_what_was_kept(joined, copies: Database) -> None:
    seen: list[int] = []

    @on(DistrictJoined)
    async def on_counted(session: AsyncSession, fact: DistrictJoined) -> None:
        await keep(session, fact)
        how = len(seen) % 5
        if how == 0:
            seen.append(len((await session.scalars(select(Copy))).all()))
        elif how == 1:
            seen.append((await session.scalar(text("select count(*) from copy"))) or 0)
        elif how == 2:
            seen.append(len((await session.execute(select(Copy.id))).all()))
        elif how == 3:
            assert await get(session, Copy, fact.state.id)
            seen.append(4)
        else:
            connection = await session.connection()
            seen.append((await connection.exec_driver_sql("select count(*) from copy")).scalar_one())

    await apply(copies, on_counted, *(joined() for _ in range(5)))
    assert seen == [1, 2, 3, 4, 5]


async def test_what_a_reaction_rolls_back_itself_is_not_kept(joined, copies: Database) -> None:
    @on(DistrictJoined)
    async def on_half_kept(session: AsyncSession, fact: DistrictJoined) -> None:
        await keep(session, fact)
        savepoint = await session.begin_nested()
        await keep(session, joined(name="inner"))
        await savepoint.rollback()

    fact = joined()
    await apply(copies, on_half_kept, fact, joined(fact.state.id, 2))
    assert [(copy.id, copy.version) for copy in (await rows(copies)).values()] == [(fact.state.id, 2)]


async def test_a_fact_that_fails_takes_only_its_own_row_with_it(joined, copies: Database) -> None:
    good = [joined() for _ in range(10)]
    bad = [joined(name="poison"), joined(name="late poison")]
    await apply(copies, on_kept, *good[:3], bad[0], *good[3:7], bad[1], *good[7:])
    assert set(await rows(copies)) == {fact.state.id for fact in good}
    async with copies.reading() as session:
        keys = set(await session.scalars(text("select key from parked")))
    assert keys == {str(fact.state.id).encode() for fact in bad}


async def test_a_row_that_the_database_refuses_is_parked_alone(joined, copies: Database) -> None:
    async with copies.engine.begin() as connection:
        await connection.execute(text("alter table copy add check (name <> 'refused')"))
    good = [joined() for _ in range(6)]
    await apply(copies, on_kept, *good[:2], joined(name="refused"), *good[2:])
    assert set(await rows(copies)) == {fact.state.id for fact in good}


async def test_outside_a_batch_a_row_is_written_at_once(joined, copies: Database) -> None:
    fact = joined()
    async with copies.transaction() as session:
        await keep(session, fact)
        assert not session.sync_session._rows
    async with copies.transaction() as session:
        assert (await get(session, Copy, fact.state.id)).told == ["Щітки", "Щітки"]


async def test_gathered_rows_are_what_one_at_a_time_writes(joined, copies: Database, monkeypatch) -> None:
    chance = random.Random(20231)
    ids = [new_id() for _ in range(20)]
    facts = [joined(chance.choice(ids), chance.randint(1, 9), chance.choice("abc")) for _ in range(300)]
    batches = [facts[start : start + 50] for start in range(0, 300, 50)]
    for batch in batches:
        assert len(await apply(copies, on_kept, *batch)) == 1
    gathered = await plain(copies)
    async with copies.engine.begin() as connection:
        await connection.execute(text("truncate copy, inbox, heard"))
    monkeypatch.setattr(GatheringSession, "gathered", lambda *_: False)
    for batch in batches:
        assert len(await apply(copies, on_kept, *batch)) > 1
    assert gathered == await plain(copies)
