"""The load: the same bytes in the same order for every arm, and the tables and topics they go through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import asyncpg
from aiokafka.partitioner import murmur2
from confluent_kafka.admin import AdminClient, NewTopic
from liaison_kit.testing import eventually

PARTITIONS = 4
KEYS = 1_000
VALUE_BYTES = 400
WARM_UP = 1_000
"""Records before the measured ones, so that connections, plans and producers are ready; not counted anywhere."""


def key_of(number: int) -> str:
    return f"aggregate-{number % KEYS:06d}"


def version_of(number: int) -> int:
    return number // KEYS + 1


def value_of(number: int) -> bytes:
    """400 bytes that begin with the record's number."""
    return f"{number:012d} {key_of(number)} ".encode().ljust(VALUE_BYTES, b"x")


def shard_of(key: str) -> int:
    """Java's murmur2, as every Kafka client's default partitioner but librdkafka's."""
    return int((murmur2(key.encode()) & 0x7FFFFFFF) % PARTITIONS)


KEY_SHARDS = {key_of(number): shard_of(key_of(number)) for number in range(KEYS)}


def measured(count: int, shards: int = PARTITIONS) -> list[int]:
    """The first `count` numbers behind the warm-up whose keys lie in the first `shards` shards."""
    found: list[int] = []
    number = WARM_UP
    while len(found) < count:
        if KEY_SHARDS[key_of(number)] < shards:
            found.append(number)
        number += 1
    return found


def warm_up(chosen: Sequence[int]) -> list[int]:
    """Records that go before these, on the same shards."""
    shards = {KEY_SHARDS[key_of(n)] for n in chosen}
    return [n for n in range(WARM_UP) if KEY_SHARDS[key_of(n)] in shards]


@dataclass(frozen=True)
class Table:
    """Where a relay takes its records from: a database, and how a record becomes a row of its outbox."""

    dsn: str
    columns: Sequence[str]
    row: Callable[[str, int], tuple[object, ...]]

    async def fill(self, topic: str, chosen: Sequence[int], at_commit: Callable[[], None] = lambda: None) -> None:
        """All rows in one transaction, so that they are there at one moment; `at_commit` is called just before it."""
        rows = [self.row(topic, number) for number in chosen]
        connection = await asyncpg.connect(self.dsn)
        try:
            async with connection.transaction():
                await connection.copy_records_to_table("outbox", records=rows, columns=self.columns)
                at_commit()
        finally:
            await connection.close()

    async def emptied(self) -> None:
        """Returns once the relay has forgotten every row."""
        connection = await asyncpg.connect(self.dsn)
        await eventually(lambda: connection.fetchval("select not exists (select from outbox)"), within=60)
        await connection.close()


def kit_table(dsn: str) -> Table:
    """The kit's outbox."""
    columns = ("shard", "topic", "key", "version", "payload")
    return Table(dsn, columns, lambda topic, n: (KEY_SHARDS[key_of(n)], topic, key_of(n), version_of(n), value_of(n)))


def make_topic(bootstrap: str, name: str) -> None:
    """A topic that carries the time at which the broker appended each record."""
    config = {"message.timestamp.type": "LogAppendTime", "retention.ms": "-1"}
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 2})
    admin.create_topics([NewTopic(name, PARTITIONS, 1, config=config)])[name].result()


def drop_topic(bootstrap: str, name: str) -> None:
    """Gives its disk and page cache back."""
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 2})
    admin.delete_topics([name])[name].result()
