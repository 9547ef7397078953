"""Relays share the shards; what the broker does not take holds up its own key or topic, and nothing else."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from liaison_contracts.catalog import PARTITIONS, topic_of
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit import outbox
from liaison_kit.database import Database, new_id
from liaison_kit.receiving import broker
from liaison_kit.sending import shard
from liaison_kit.sending.leases import Leases
from liaison_kit.sending.producers import Renewable
from liaison_kit.sending.relay import Relay
from liaison_kit.sending.shard import Shard
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually, publish, running
from sqlalchemy import text
from structlog.testing import capture_logs

ALL = set(range(PARTITIONS))


FEW = [topic_of(DistrictJoined), topic_of(DistrictState)]
"""All topics for each test would be more partitions than a broker of this size holds."""


@pytest_asyncio.fixture
async def topics(settings: Settings) -> Settings:
    made = settings.model_copy(update={"relay_lease_seconds": 1})
    await broker.ensure_topics(made, FEW)
    return made


async def query(database: Database, statement: str) -> list[Any]:
    async with database.reading() as session:
        return [tuple(row) for row in await session.execute(text(statement))]


async def left(database: Database) -> list[Any]:
    return await query(database, "select topic, key, version, refused from outbox order by id")


async def holders(database: Database) -> dict[Any, set[int]]:
    """The shards of each relay whose lease runs."""
    held: dict[Any, set[int]] = {}
    for number, holder in await query(database, "select shard, holder from relay_lease where until > now()"):
        held.setdefault(holder, set()).add(number)
    return held


async def read(settings: Settings, topic: str, count: int) -> list[tuple[str, int]]:
    """Keys and versions of a topic's first records, in order for each key."""
    name, found = settings.topic_prefix + topic, []
    consumer = AIOKafkaConsumer(name, bootstrap_servers=settings.kafka_bootstrap_servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(20):
            while len(found) < count:
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found += [(one.key.decode(), int(one.value.split(b'"sequence":"')[1][:20])) for one in records]
    finally:
        await consumer.stop()
    return found


async def test_two_relays_hold_half_of_the_shards_each(database: Database, topics: Settings) -> None:
    async with running(Relay(database, topics)):
        await eventually(lambda: holders(database), lambda held: list(held.values()) == [ALL])
        async with running(Relay(database, topics)):
            held = await eventually(lambda: holders(database), lambda held: [len(s) for s in held.values()] == [2, 2])
            assert set.union(*held.values()) == ALL
        await eventually(lambda: holders(database), lambda held: list(held.values()) == [ALL])


async def test_of_five_relays_one_waits_and_says_that_it_is_well(database: Database, topics: Settings) -> None:
    others = [Leases(database, 60) for _ in range(PARTITIONS)]
    for one in others * 2:
        _, surplus = await one.keep()
        await one.release(surplus)
    for one in others:
        await one.keep()
    assert sorted(len(shards) for shards in (await holders(database)).values()) == [1, 1, 1, 1]
    relay = Relay(database, topics)
    async with running(relay):
        await eventually(lambda: query(database, "select 1 from relay_member"), lambda living: len(living) == 5)
        assert relay.trouble is None
        assert len(await holders(database)) == 4


async def test_what_a_dead_relay_held_is_sent_by_another(joined, database: Database, topics: Settings) -> None:
    dead = Leases(database, 2)
    assert set((await dead.keep())[0]) == ALL
    facts = [joined() for _ in range(20)]
    await publish(database, *facts)
    relay = Relay(database, topics)
    async with running(relay):
        await eventually(lambda: left(database), lambda rows: rows == [])
        assert await holders(database) != {dead.me: ALL}
        assert relay.trouble is None
    assert {key for key, _ in await read(topics, "DistrictJoined", 20)} == {str(fact.state.id) for fact in facts}


@pytest.mark.parametrize("ended", ["another took it", "its time is over"])
async def test_a_zombie_sends_nothing(joined, database: Database, topics: Settings, ended: str) -> None:
    fact = joined()
    number = outbox.shard_of(str(fact.state.id))
    await publish(database, fact)
    leases, _ = await Leases(database, 60).keep()
    # It was stopped for so long that by its own clock nothing has happened.
    lease = replace(leases[number], ends=time.monotonic() + 1000)
    change = "fence = fence + 1" if ended == "another took it" else "until = now()"
    producers = Renewable(topics)
    async with database.own_connection() as connection:
        await connection.execute(f"update relay_lease set {change}")
        assert not await Shard(lease, connection, producers).round()
        assert len(await left(database)) == 2
        await connection.execute("update relay_lease set until = now() + interval '1 minute'")
        fence = await connection.fetchval("select fence from relay_lease where shard = $1", number)
        assert not await Shard(replace(lease, ends=time.monotonic()), connection, producers).round()
        assert len(await left(database)) == 2
        await Shard(replace(lease, fence=fence), connection, producers).round()
        assert await left(database) == []
    await producers.leave()


async def test_a_record_too_large_holds_up_its_key_alone(joined, database: Database, topics: Settings) -> None:
    large, others = joined(name="x" * 400_000), [joined() for _ in range(20)]
    key = str(large.state.id)
    await publish(database, *others[:10], large, *others[10:], joined(large.state.id, 2))
    relay = Relay(database, topics)
    with capture_logs() as said:
        async with running(relay):
            rows = await eventually(lambda: left(database), lambda rows: len(rows) == 4)
            await publish(database, joined(large.state.id, 3))
            after = joined()
            await publish(database, after)
            found = await read(topics, "DistrictJoined", 21)
            rows = await eventually(lambda: left(database), lambda rows: len(rows) == 6)

            # What was refused took sequence numbers that the broker never saw:
            # the producer is renewed once, and goes on.
            async def trouble() -> str | None:
                return relay.trouble

            await eventually(trouble, lambda what: what is None)
    assert {key for key, _ in found} == {str(fact.state.id) for fact in (*others, after)}
    assert {row[1] for row in rows} == {key}
    # A fact and its state are of one size, and go to two topics in the same round.
    refused = [(version, reason) for _, _, version, reason in rows if reason]
    assert set(refused) == {(1, "MessageSizeTooLargeError")}
    # Notes on both stand on one connection, which takes one at a time.
    assert "InterfaceError" not in {line.get("error") for line in said}, said


async def test_a_missing_topic_holds_up_only_itself_and_is_sent_once_it_is_made(
    joined, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard, "HOLD_SECONDS", 1)
    monkeypatch.setattr(shard, "METADATA_SECONDS", 1)
    facts = [joined() for _ in range(10)]
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    await admin.create_topics([NewTopic(f"{settings.topic_prefix}DistrictJoined", PARTITIONS, 1)])
    await publish(database, *facts)
    relay = Relay(database, settings)
    async with running(relay):
        assert len(await read(settings, "DistrictJoined", 10)) == 10
        await eventually(lambda: left(database), lambda rows: len(rows) == 10)
        assert {row[0] for row in await left(database)} == {f"{settings.topic_prefix}DistrictState"}

        async def trouble() -> str | None:
            return relay.trouble

        assert "DistrictState is not to be found" in await eventually(trouble)
        await admin.create_topics([NewTopic(f"{settings.topic_prefix}DistrictState", PARTITIONS, 1)])
        await eventually(lambda: left(database), lambda rows: rows == [])
        await eventually(trouble, lambda what: what is None)
    assert len(await read(settings, "DistrictState", 10)) == 10
    await admin.close()


async def test_what_keeps_a_topic_from_leaving_is_told_while_it_is_tried_again_too(
    joined, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, told, send = [], set[str | None](), Shard._send_batch

    async def counted(self: Shard, *arguments: Any) -> list[int]:
        tries.append(arguments)
        return await send(self, *arguments)

    monkeypatch.setattr(shard, "HOLD_SECONDS", 0.2)
    monkeypatch.setattr(shard, "METADATA_SECONDS", 0.2)
    monkeypatch.setattr(Shard, "_send_batch", counted)
    await broker.ensure_topics(settings, FEW[:1])
    await publish(database, joined())
    relay = Relay(database, settings)

    async def trouble() -> str | None:
        return relay.trouble

    async with running(relay), asyncio.timeout(60):
        await eventually(trouble)
        before = len(tries)
        while len(tries) < before + 3:
            told.add(relay.trouble)
            await asyncio.sleep(0.01)
        assert told == {f"topic {settings.topic_prefix}DistrictState is not to be found"}
        async with database.transaction() as session:
            await session.execute(text("delete from outbox"))
        await eventually(trouble, lambda what: what is None)


async def test_records_of_the_release_before_get_a_shard_and_leave_before_later_ones(
    joined, database: Database, topics: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    districts = [new_id() for _ in range(10)]
    await publish(database, *(joined(one, 1) for one in districts))
    async with database.transaction() as session:
        await session.execute(text("update outbox set shard = null"))
    await publish(database, *(joined(one, 2) for one in districts))
    leases = Leases(database, 60)
    held, _ = await leases.keep()
    producers = Renewable(topics)
    async with database.own_connection() as connection:
        pipelines = [Shard(lease, connection, producers) for lease in held.values()]
        for pipeline in pipelines:
            await pipeline.round()
        assert len(await left(database)) == 40
        assert await leases.place() == {outbox.shard_of(str(one)) for one in districts}
        assert await leases.place() == set()
        for pipeline in pipelines:
            await pipeline.round()
        assert await left(database) == []
    await producers.leave()
    found = await read(topics, "DistrictJoined", 20)
    assert sorted(found) == sorted((str(one), version) for one in districts for version in (1, 2))
    for one in districts:
        assert [version for key, version in found if key == str(one)] == [1, 2]


async def test_a_late_one_of_that_release_is_not_below_what_is_read(
    joined, database: Database, topics: Settings
) -> None:
    late, *others = same_shard(joined, 3)
    held, _ = await Leases(database, 60).keep()
    producers = Renewable(topics)
    async with database.own_connection() as connection:
        pipeline = Shard(held[outbox.shard_of(str(late.state.id))], connection, producers)
        async with database.transaction() as older:
            outbox.publish(older, late)
            await older.flush()
            await older.execute(text("update outbox set shard = null"))
            await publish(database, others[0])
            await pipeline.round()
        await publish(database, others[1])
        await pipeline.round()
        assert {key for _, key, _, _ in await left(database)} == {str(late.state.id)}
        await Leases(database, 60).place()
        await pipeline.round()
        assert await left(database) == []
    await producers.leave()


def same_shard(joined, count: int) -> list[DistrictJoined]:
    """Facts that all go the same way."""
    facts = [joined() for _ in range(50 * count)]
    number = outbox.shard_of(str(facts[0].state.id))
    return [fact for fact in facts if outbox.shard_of(str(fact.state.id)) == number][:count]


async def test_a_relay_places_them_by_itself(joined, database: Database, topics: Settings) -> None:
    async with running(Relay(database, topics)):
        for _ in range(3):
            async with database.transaction() as older:
                fact = joined()
                outbox.publish(older, fact)
                await older.flush()
                await older.execute(
                    text("update outbox set shard = null where key = :key"), {"key": str(fact.state.id)}
                )
            await publish(database, joined(), joined())
        await eventually(lambda: left(database), lambda rows: rows == [])
    assert len(await read(topics, "DistrictJoined", 9)) == 9
