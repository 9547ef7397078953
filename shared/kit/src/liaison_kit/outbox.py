"""Publishing: facts become bytes inside the transaction that made them true."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiokafka.partitioner import murmur2
from liaison_contracts.catalog import CATALOG, PARTITIONS, Topic, topic_of
from liaison_contracts.envelope import Envelope
from liaison_contracts.fact import Fact, State
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock, telemetry
from liaison_kit.database import Database, copy_rows, new_id
from liaison_kit.tables import EpochRow, OutboxRow
from liaison_kit.traces import spans

LOGGED = {topic.name for topic in CATALOG if not topic.compacted and topic.retention is None}
"""What goes to the fact log. A state is in its fact; what Kafka forgets after a month is not kept here for ever."""


@dataclass(frozen=True)
class Publisher:
    """Who publishes, and under what names; every session that may publish carries one."""

    service: str
    url: str
    topic_prefix: str = ""
    epoch: int = 1


def publish(session: AsyncSession, fact: Fact) -> None:
    """Puts a fact, and the state it leads to, into the outbox: they leave if and when the transaction commits.

    ValueError if the fact is another service's to tell.
    """
    session.info.setdefault("published", []).append(fact)
    session.add_all(OutboxRow(**_row(session, record)) for record in _told(fact))


async def publish_many(session: AsyncSession, facts: Sequence[Fact]) -> None:
    """The same for facts by the thousand, written at once: the session neither keeps them nor counts their rows."""
    await copy_rows(session, OutboxRow, [_row(session, record) for fact in facts for record in _told(fact)])


async def rehearse(session: AsyncSession, fact: Fact) -> None:
    """Does all that publishing takes and takes it back: whoever waits for the answer cannot tell the difference."""
    taken_back = await session.begin_nested()
    publish(session, fact)
    await session.flush()
    await taken_back.rollback()


def shard_of(key: str) -> int:
    """The partition of a key on every topic: Kafka's default (Java murmur2), so that other clients find it there."""
    return int((murmur2(key.encode()) & 0x7FFFFFFF) % PARTITIONS)


async def current_epoch(database: Database) -> int:
    """The epoch that everything is published under; it rises when topics are rebuilt after a restore."""
    async with database.reading() as session:
        return int(await session.scalar(select(func.max(EpochRow.epoch))) or 1)


async def take_epoch(database: Database) -> None:
    """From now on this database's sessions publish under the epoch in force; a process asks once, when it starts."""
    publisher: Publisher = database.info["publisher"]
    database.info["publisher"] = replace(publisher, epoch=await current_epoch(database))


def encoded(publisher: Publisher, record: Fact | State) -> bytes:
    """A record in its envelope, as it travels: a CloudEvent in structured JSON, with an id and a time of its own.

    ValueError if the record is another service's to tell.
    """
    topic, key, trace = topic_of(type(record)), str(record.key), telemetry.current()
    if topic.publisher != publisher.service:
        raise ValueError(f"{topic.name} is told by {topic.publisher}, not by {publisher.service}")
    envelope = Envelope(
        id=new_id(),
        source=f"{publisher.url}/api/{publisher.service}",
        type=topic.type,
        subject=key,
        time=clock.now(),
        dataschema=f"{publisher.url}/subscribe/schemas/{topic.type}.json",
        partitionkey=key,
        sequence=f"{record.sequence:020d}",
        epoch=publisher.epoch,
        dataclassification=topic.classification.value,
        correlationid=trace.correlation,
        causationid=str(trace.causation) if trace.causation else None,
        traceparent=spans.origin(),
        data=record.model_dump(mode="json"),
        **deprecation(topic, publisher.url),
    )
    return envelope.model_dump_json(exclude_none=True).encode()


def wake_relay(session: AsyncSession, shard: int) -> None:
    """Once the transaction commits, whoever relays this shard looks at its outbox at once."""
    session.info.setdefault("shards", set()).add(shard)


def _told(fact: Fact) -> Iterator[Fact | State]:
    """A fact and its state; while it has an older major that is still told, both in those words, too."""
    yield fact
    if fact.snapshot is not None:
        yield fact.snapshot
    if fact.earlier is not None:
        yield from _told(fact.earlier)


def deprecation(topic: Topic, url: str) -> dict[str, Any]:
    """Of a major that has a successor: since when, until when, and the page that says what to do."""
    if topic.deprecated is None:
        return {}
    return topic.deprecated.attributes | {"deprecationmigration": f"{url}/subscribe/facts/{topic.type}"}


def _row(session: AsyncSession, record: Fact | State) -> dict[str, Any]:
    """The columns of its row; whoever relays its shard is told once the transaction commits."""
    publisher: Publisher = session.info["publisher"]
    name, key = topic_of(type(record)).name, str(record.key)
    shard = shard_of(key)
    wake_relay(session, shard)
    return {
        "shard": shard,
        "topic": publisher.topic_prefix + name,
        "key": key,
        "version": record.sequence,
        "payload": encoded(publisher, record),
        "logged": name in LOGGED,
    }
