"""Everything that a run left behind: the write side, every record on Kafka, and what the reader made of them."""

import asyncio
import json
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import OffsetSpec

from tests.faults.client import Command
from tests.faults.system import READER, WRITER, System
from tests.journeys.kafka_reader import records

FACT, STATE = "DistrictJoined", "DistrictState"
REFUSED_KEYS = "select key from outbox where refused is not null"
WAITING = f"select count(*) from outbox where key not in ({REFUSED_KEYS})"
"""Rows on their way: those behind one that the broker refused stay, and show."""


@dataclass(frozen=True)
class Record:
    """One record on Kafka. `district` and `version` are None where it is none of our facts."""

    topic: str
    partition: int
    offset: int
    key: str
    district: UUID | None = None
    version: int | None = None
    id: str = ""
    tombstone: bool = False

    @property
    def place(self) -> tuple[str, int, int]:
        return self.topic, self.partition, self.offset


@dataclass
class Evidence:
    """Dumps; topics without the system's prefix. `effects` are in the order of their commits' statements."""

    commands: list[Command] = field(default_factory=list)
    districts: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    carried_out: list[tuple[UUID, UUID, int]] = field(default_factory=list)
    refused: set[tuple[str, UUID, int]] = field(default_factory=set)
    waiting: int = 0
    records: list[Record] = field(default_factory=list)
    effects: list[tuple[UUID, int]] = field(default_factory=list)
    tallies: dict[UUID, int] = field(default_factory=dict)
    copies: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    parked: set[tuple[str, int, int]] = field(default_factory=set)
    """Those that wait and those that were dropped: both are kept, byte for byte."""


async def gather(system: System, commands: list[Command]) -> Evidence:
    """Reads it all, past every link; call it when nothing moves any more."""
    found = Evidence(commands=commands)
    writer = await asyncpg.connect(system.database(WRITER))
    reader = await asyncpg.connect(system.database(READER))
    try:
        for row in await writer.fetch("select id, version, name from district where version > 0"):
            found.districts[row["id"]] = (row["version"], row["name"])
        found.carried_out = [tuple(row) for row in await writer.fetch("select command, district, version from command")]
        found.waiting = await writer.fetchval(WAITING)
        for row in await writer.fetch(f"select topic, key, version from outbox where key in ({REFUSED_KEYS})"):
            found.refused.add((row["topic"].removeprefix(system.prefix), UUID(row["key"]), row["version"]))
        found.effects = [tuple(row) for row in await reader.fetch("select district, version from effect order by id")]
        found.tallies = dict(map(tuple, await reader.fetch("select district, times from tally")))
        for row in await reader.fetch("select id, version, name from district_copy"):
            found.copies[row["id"]] = (row["version"], row["name"])
        for row in await reader.fetch('select topic, partition, "offset" from parked'):
            found.parked.add((row["topic"].removeprefix(system.prefix), row["partition"], row["offset"]))
    finally:
        await writer.close()
        await reader.close()
    found.records = await asyncio.to_thread(_scan, system)
    return found


def _scan(system: System) -> list[Record]:
    found = []
    for topic in (FACT, STATE):
        for message in records(system.ground.cluster.bootstrap(), system.prefix + topic):
            place = (topic, int(message.partition() or 0), int(message.offset() or 0))
            key = (message.key() or b"").decode("latin-1")
            value = message.value()
            found.append(_record(place, key, value) if value is not None else Record(*place, key, tombstone=True))
    return found


def _record(place: tuple[str, int, int], key: str, value: bytes) -> Record:
    try:
        envelope = json.loads(value)
        state = envelope["data"]["state"] if place[0] == FACT else envelope["data"]
        return Record(*place, key, UUID(state["id"]), int(state["version"]), envelope["id"])
    except (ValueError, KeyError, TypeError):
        return Record(*place, key)


async def behind(system: System) -> str | None:
    """What is still on its way, in words; None when all has arrived and every offset is committed."""
    writer = await asyncpg.connect(system.database(WRITER))
    try:
        waiting = await writer.fetchval(WAITING)
    finally:
        await writer.close()
    if waiting:
        return f"{waiting} rows in the outbox"
    unread = await asyncio.to_thread(_unread, system)
    return f"{unread} records not committed by the reader" if unread else None


def _unread(system: System) -> int:
    """End offsets minus the group's committed offsets, summed over the reader's topics."""
    admin = system.ground.cluster.admin
    places = [TopicPartition(system.prefix + topic, number) for topic in (FACT, STATE) for number in range(4)]
    ends = {(p.topic, p.partition): f for p, f in admin.list_offsets({p: OffsetSpec.latest() for p in places}).items()}
    asked = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(system.group, places)])
    committed = {(p.topic, p.partition): max(p.offset, 0) for p in asked[system.group].result(10).topic_partitions}
    return sum(future.result(10).offset - committed.get(place, 0) for place, future in ends.items())
