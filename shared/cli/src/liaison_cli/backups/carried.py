"""What only Kafka has: topics that are kept for days, and in no fact log.

Of a restricted one the records are carried that its reader has not applied yet, and no others: the sealed contacts in
them are in no backup longer than they must be. A public one is carried whole, as it stands.
"""

import base64
import gzip
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from liaison_contracts.catalog import CATALOG, PARTITIONS, Classification, Topic
from liaison_kit.receiving.history import reader

from liaison_cli.backups.dumping import Gzip
from liaison_cli.backups.manifest import Carried, part_of
from liaison_cli.backups.network import Network
from liaison_cli.trouble import Trouble

FILE = "carried.jsonl.gz"
TOPICS = tuple(topic for topic in CATALOG if topic.retention is not None)
READ_MS = 1000
_PROGRESS = "select topic, partition, next_offset from progress where topic = any($1)"


class Record(NamedTuple):
    """As it stood on Kafka; `topic` as the catalogue names it."""

    topic: str
    partition: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


async def carry(network: Network, looked: Mapping[str, Any], moment: datetime, folder: Path) -> Carried:
    """Into a file; records that came after the moment are left out: nobody in the backup knows of what they are."""
    file = Gzip(folder / FILE)
    try:
        async for record in read(network, await _applied(network, looked)):
            if recorded_at(record) <= moment:
                file.write(json.dumps(_written(record)).encode() + b"\n")
    finally:
        file.close()
    return Carried(records=file.lines, **part_of(folder, folder / FILE))


async def read(network: Network, applied: Mapping[TopicPartition, int]) -> AsyncIterator[Record]:
    """To the end as it is now; nothing of topics that are not there."""
    try:
        async with reader(network.settings) as consumer:
            there = await consumer.topics()
            for topic in TOPICS:
                if network.topic(topic.name) in there:
                    async for record in _read_topic(consumer, network.topic(topic.name), topic, applied):
                        yield record
    except KafkaError as error:
        raise Trouble(f"Kafka at {network.settings.kafka_bootstrap_servers} does not answer: {error}") from error


async def _read_topic(
    consumer: AIOKafkaConsumer, name: str, topic: Topic, applied: Mapping[TopicPartition, int]
) -> AsyncIterator[Record]:
    places = [TopicPartition(name, part) for part in range(PARTITIONS)]
    consumer.assign(places)
    begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    whole = topic.classification is Classification.PUBLIC
    for place in places:
        start = max(begins[place], 0 if whole else applied.get(place, 0))
        while start < ends[place]:
            consumer.seek(place, start)
            for one in (await consumer.getmany(place, timeout_ms=READ_MS)).get(place, ()):
                if start <= one.offset < ends[place]:
                    yield Record(topic.name, place.partition, one.timestamp, one.key, one.value, one.headers)
            start = await consumer.position(place)


async def _applied(network: Network, looked: Mapping[str, Any]) -> dict[TopicPartition, int]:
    """How far whoever listens has come."""
    names = [network.topic(topic.name) for topic in TOPICS]
    found: dict[TopicPartition, int] = {}
    for connection in looked.values():
        for row in await connection.fetch(_PROGRESS, names):
            place = TopicPartition(row["topic"], row["partition"])
            found[place] = min(row["next_offset"], found.get(place, row["next_offset"]))
    return found


async def still_there(network: Network, moment: datetime) -> list[Record]:
    """The same, from a Kafka that is still there, for databases that were restored by other means."""
    looked = {}
    async with network.database("notifications") as connection:
        looked["notifications"] = connection
        applied = await _applied(network, looked)
    return [record async for record in read(network, applied) if recorded_at(record) <= moment]


def unpacked(folder: Path, carried: Carried) -> Iterator[Record]:
    with gzip.open(folder / carried.file, "rt") as stream:
        for line in stream:
            told = json.loads(line)
            headers = [(name, base64.b64decode(value)) for name, value in told["headers"]]
            key, value = _bytes(told["key"]), _bytes(told["value"])
            yield Record(told["topic"], told["partition"], told["timestamp"], key, value, headers)


def recorded_at(record: Record) -> datetime:
    """By its id, a UUIDv7 of whoever told it; else when Kafka got it."""
    milliseconds = record.timestamp
    try:
        fact_id = UUID(json.loads(record.value or b"")["id"])
        milliseconds = fact_id.int >> 80 if fact_id.version == 7 else milliseconds
    except (ValueError, TypeError, KeyError):
        pass
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _written(record: Record) -> dict[str, Any]:
    return {
        "topic": record.topic,
        "partition": record.partition,
        "timestamp": record.timestamp,
        "key": _text(record.key),
        "value": _text(record.value),
        "headers": [[name, base64.b64encode(value).decode()] for name, value in record.headers],
    }


def _text(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


def _bytes(value: str | None) -> bytes | None:
    return None if value is None else base64.b64decode(value)
