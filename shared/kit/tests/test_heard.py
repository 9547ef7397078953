"""What was heard before: gaps and repetitions show, a higher epoch begins anew, and the inbox may forget."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit import clock, outbox
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext
from liaison_kit.reactions import on
from liaison_kit.receiving.heard import INBOX_KEPT
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running.housekeeping import INBOX_MARGIN, prune_inbox
from liaison_kit.settings import Settings
from prometheus_client import REGISTRY
from sqlalchemy import text

Told = Callable[[DistrictJoined], Awaitable[dict[str, Any]]]
_offsets = itertools.count()


class Ear:
    """An inbox whose reactions write down what they were given: (topic, version)."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.applied: list[tuple[str, int]] = []
        self._settings = settings
        self._inbox = Inbox(database, [self._reaction(DistrictJoined), self._reaction(DistrictState)], self._prefix)

    @property
    def _prefix(self) -> str:
        return self._settings.topic_prefix

    def _reaction(self, contract: Any) -> Any:
        async def on_any(_session: Any, fact: Any) -> None:
            self.applied.append((contract.__name__, fact.sequence))

        on_any.__name__ = f"on_{contract.__name__}"
        return on(contract)(on_any)

    async def hears(self, *records: Any) -> None:
        await self._inbox.apply(records)

    def count(self, name: str, topic: str) -> float:
        return REGISTRY.get_sample_value(f"liaison_inbox_{name}_total", {"topic": self._prefix + topic}) or 0


@pytest.fixture
def ear(database: Database, settings: Settings) -> Ear:
    return Ear(database, settings)


@pytest.fixture
def told(database: Database) -> Told:
    """What Kafka would bring of a fact: a record of its topic and one of its state's."""

    async def records(fact: DistrictJoined) -> dict[str, Any]:
        async with database.transaction() as session:
            outbox.publish(session, fact)
        async with database.transaction() as session:
            rows = (await session.execute(text("delete from outbox returning topic, key, payload"))).all()
        found = {}
        for topic, key, payload in rows:
            record = ConsumerRecord(topic, 0, next(_offsets), 0, 0, key.encode(), payload, None, -1, -1, [])
            found[topic.rpartition(".")[2]] = record
        return found

    return records


async def heard(database: Database) -> set[tuple[str, int, int]]:
    async with database.reading() as session:
        rows = await session.execute(text("select topic, epoch, version from heard"))
        return {(topic.rpartition(".")[2], epoch, version) for topic, epoch, version in rows}


async def raise_epoch(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("insert into epoch select max(epoch) + 1 from epoch"))
    await outbox.take_epoch(database)


async def test_a_leap_of_a_states_versions_is_counted_as_a_gap(
    joined: Any, told: Told, ear: Ear, database: Database
) -> None:
    district = new_id()
    for version in (1, 2, 5, 6):
        records = await told(joined(district, version))
        await ear.hears(*records.values())
    assert ear.count("gaps", "DistrictState") == 1
    # Facts of one topic do not tell every version.
    assert ear.count("gaps", "DistrictJoined") == 0
    assert ear.count("stale", "DistrictState") == 0
    assert await heard(database) == {("DistrictJoined", 1, 6), ("DistrictState", 1, 6)}


async def test_an_aggregate_first_heard_of_late_is_no_gap(joined: Any, told: Told, ear: Ear) -> None:
    await ear.hears((await told(joined(version=7)))["DistrictState"])
    assert ear.count("gaps", "DistrictState") == 0


async def test_versions_within_one_batch_count_too(joined: Any, told: Told, ear: Ear, database: Database) -> None:
    district = new_id()
    batch = [(await told(joined(district, version)))["DistrictState"] for version in (1, 4, 3)]
    await ear.hears(*batch)
    assert (ear.count("gaps", "DistrictState"), ear.count("stale", "DistrictState")) == (1, 1)
    assert await heard(database) == {("DistrictState", 1, 4)}


async def test_a_young_stale_fact_is_applied_as_nobody_here_has_seen_it(
    joined: Any, told: Told, ear: Ear, database: Database
) -> None:
    district = new_id()
    late, early = await told(joined(district, 1)), await told(joined(district, 2))
    await ear.hears(early["DistrictJoined"])
    with clock.set_to(clock.now() + INBOX_KEPT - timedelta(minutes=1)):
        await ear.hears(late["DistrictJoined"])
    assert ear.applied == [("DistrictJoined", 2), ("DistrictJoined", 1)]
    assert ear.count("stale", "DistrictJoined") == 1
    assert await heard(database) == {("DistrictJoined", 1, 2)}


async def test_a_repetition_is_not_applied_again_after_the_inbox_has_forgotten_it(
    joined: Any, told: Told, ear: Ear, database: Database, settings: Settings
) -> None:
    record = (await told(joined()))["DistrictJoined"]
    await ear.hears(record)
    await ear.hears(record)
    assert ear.count("stale", "DistrictJoined") == 0  # the inbox knew it
    with clock.set_to(clock.now() + INBOX_KEPT + INBOX_MARGIN + timedelta(minutes=1)):
        await prune_inbox(JobContext(database, settings))
        async with database.reading() as session:
            assert await session.scalar(text("select count(*) from inbox")) == 0
        await ear.hears(record)
    assert ear.count("stale", "DistrictJoined") == 1
    assert ear.applied == [("DistrictJoined", 1)]


async def test_a_lower_version_under_a_higher_epoch_is_newer(
    joined: Any, told: Told, ear: Ear, database: Database
) -> None:
    district = new_id()
    before, last = await told(joined(district, 5)), await told(joined(district, 6))
    await ear.hears(before["DistrictState"])
    await raise_epoch(database)
    await ear.hears((await told(joined(district, 2)))["DistrictState"])
    assert await heard(database) == {("DistrictState", 2, 2)}
    assert (ear.count("gaps", "DistrictState"), ear.count("stale", "DistrictState")) == (0, 0)
    # What was still under way from before is stale now, however high its version.
    await ear.hears(last["DistrictState"])
    assert await heard(database) == {("DistrictState", 2, 2)}
    assert ear.count("stale", "DistrictState") == 1
