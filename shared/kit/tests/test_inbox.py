"""A batch of records in one transaction: each new one once, in order, and whatever fails alone."""

import asyncio
import itertools
from collections.abc import Callable, Sequence

import pytest
from aiokafka import ConsumerRecord
from liaison_contracts.fact import Fact
from liaison_contracts.registry import DistrictJoined
from liaison_kit import clock, outbox
from liaison_kit.database import Database
from liaison_kit.errors import Refusal
from liaison_kit.reactions import Reaction, on, on_batch
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.settings import Settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

_offsets = itertools.count()


@on_batch(DistrictJoined)
async def on_districts_joined(session: AsyncSession, facts: Sequence[DistrictJoined]) -> None:
    """Notes in which calls, and in what order, the facts came."""
    if any(fact.state.name == "poison" for fact in facts):
        raise Refusal
    rows = [{"key": fact.state.id, "version": fact.state.version, "size": len(facts)} for fact in facts]
    await session.execute(text("insert into noted (key, version, size) values (:key, :version, :size)"), rows)


@on(DistrictJoined)
async def on_district_joined(session: AsyncSession, fact: DistrictJoined) -> None:
    """Its constraint is checked only when the transaction commits."""
    await session.execute(text("insert into late values (:version)"), {"version": fact.state.version})


@pytest.fixture
async def records(database: Database, settings: Settings) -> Callable:
    """Makes the Kafka records of facts, as the relay would send them."""

    async def make(*facts: Fact) -> list[ConsumerRecord]:
        async with database.transaction() as session:
            for fact in facts:
                outbox.publish(session, fact)
        async with database.transaction() as session:
            rows = await session.execute(
                text("delete from outbox where logged returning id, topic, key, payload, shard")
            )
            return [record(row.topic, row.shard, row.key.encode(), row.payload) for row in sorted(rows)]

    return make


def record(topic: str, partition: int, key: bytes | None, value: bytes | None) -> ConsumerRecord:
    return ConsumerRecord(topic, partition, next(_offsets), 0, 0, key, value, None, -1, -1, [])


def inbox(database: Database, settings: Settings, reaction: Reaction) -> Inbox:
    return Inbox(database, [reaction], settings.topic_prefix)


@pytest.fixture
async def noted(database: Database) -> Callable:
    async with database.transaction() as session:
        await session.execute(
            text("create table noted (id int generated always as identity, key uuid, version int, size int)")
        )

    async def read() -> list[tuple[int, int]]:
        async with database.reading() as session:
            return [(row.version, row.size) for row in await session.execute(text("select * from noted order by id"))]

    return read


async def parked(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(await session.scalars(text("select reason from parked order by id")))


def holding(name: str, done: list[str]) -> Reaction:
    """A reaction that notes what it does, and takes its time."""

    async def handler(session: AsyncSession, fact: DistrictJoined) -> None:
        done.append(name)
        await session.execute(text("select pg_sleep(0.05)"))

    handler.__name__ = name
    return on(DistrictJoined, holds="state.id")(handler)


async def test_batches_about_the_same_two_things_do_not_wait_for_each_other_in_a_ring(
    joined, records, database: Database, settings: Settings
) -> None:
    there = await records(here := joined(), other := joined())
    back = await records(joined(other.state.id, 2), joined(here.state.id, 2))
    done: list[str] = []
    with capture_logs() as said:
        await asyncio.gather(
            inbox(database, settings, holding("there", done)).apply(there),
            inbox(database, settings, holding("back", done)).apply(back),
        )
    assert done in (["there", "there", "back", "back"], ["back", "back", "there", "there"])
    assert "inbox.waiting" not in {line["event"] for line in said}


def test_two_reactions_on_one_fact_are_refused_for_only_one_would_run(database: Database) -> None:
    with pytest.raises(ValueError, match="two reactions on one fact"):
        Inbox(database, [on_districts_joined, on_district_joined])


async def test_a_batch_reaction_gets_all_new_facts_at_once_and_each_only_once(
    joined, records, noted, database: Database, settings: Settings
) -> None:
    some = await records(*(joined(version=version) for version in range(1, 6)))
    taken = inbox(database, settings, on_districts_joined)
    await taken.apply([some[0], some[1], some[0]])
    await taken.apply(some)
    assert await noted() == [(1, 2), (2, 2), (3, 3), (4, 3), (5, 3)]


async def test_a_batch_with_a_fact_at_fault_is_halved_until_the_fact_is_alone(
    joined, records, noted, database: Database, settings: Settings
) -> None:
    bad = joined(version=3, name="poison")
    some = await records(*(bad if version == 3 else joined(version=version) for version in range(1, 9)))
    later = await records(joined(bad.state.id, version=9), joined(version=10))
    await inbox(database, settings, on_districts_joined).apply(some + later)
    assert sorted(version for version, _ in await noted()) == [1, 2, 4, 5, 6, 7, 8, 10]
    assert len(await parked(database)) == 2


async def test_a_fact_at_fault_only_at_the_commit_is_found_and_parked(
    joined, records, database: Database, settings: Settings
) -> None:
    async with database.transaction() as session:
        await session.execute(text("create table late (v int unique deferrable initially deferred)"))
    some = await records(joined(version=1), joined(version=2), joined(version=2), joined(version=3))
    await inbox(database, settings, on_district_joined).apply(some)
    async with database.reading() as session:
        assert list(await session.scalars(text("select v from late order by v"))) == [1, 2, 3]
    assert await parked(database) == ["IntegrityError 23505 late_v_key"]


async def test_how_far_the_database_has_come_commits_with_the_facts(
    joined, records, noted, database: Database, settings: Settings
) -> None:
    some = await records(joined(), joined(), joined())
    await inbox(database, settings, on_districts_joined).apply(some)
    async with database.reading() as session:
        rows = await session.execute(text("select topic, partition, next_offset from progress"))
        found = {(row.topic, row.partition): row.next_offset for row in rows}
    assert found == {(one.topic, one.partition): one.offset + 1 for one in some}


async def test_a_reason_never_holds_what_the_record_says(database: Database, settings: Settings, noted) -> None:
    topic = f"{settings.topic_prefix}DistrictJoined"
    names = [b'{"id":"\xd0\x9c\xd0\xbe\xd0\xba\xd1\x80\xd0\xb8\xd0\xbd\xd0\xb0"}', b'"+380671234598"', b"\xff\xfe"]
    await inbox(database, settings, on_districts_joined).apply([record(topic, 0, b"k", value) for value in names])
    reasons = await parked(database)
    assert len(reasons) == 3
    assert not any("380" in reason or "Мокрина" in reason for reason in reasons)


async def test_the_clock_that_is_played_does_not_change_when_a_parked_fact_is_tried_again(
    joined, records, noted, database: Database, settings: Settings
) -> None:
    some = await records(joined(name="poison"))
    with clock.set_to(clock.now().replace(year=2020)):
        await inbox(database, settings, on_districts_joined).apply(some)
    async with database.reading() as session:
        assert await session.scalar(
            text("select try_again_at between now() - interval '1 min' and now() + interval '1 min' from parked")
        )
