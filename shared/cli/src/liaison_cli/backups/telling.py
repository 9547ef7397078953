"""Topics made anew and told from the fact logs: every fact as it was, under its own id and the new epoch, each key in
its order; of every state the newest; and what the backup carried of topics that no fact log has."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, UnknownTopicOrPartitionError
from kafka.admin import KafkaAdminClient
from liaison_contracts.catalog import CATALOG, PARTITIONS
from liaison_contracts.envelope import CONTENT_TYPE
from liaison_kit.outbox import shard_of
from liaison_kit.receiving.broker import ensure_topics
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.sending.producers import producer
from liaison_kit.sending.retold import TOPICS, retold, state_of, state_topic_of
from rich.progress import Progress

from liaison_cli.backups.carried import Record, recorded_at
from liaison_cli.backups.live import groups
from liaison_cli.backups.network import Network
from liaison_cli.trouble import Trouble

AT_ONCE = 2_000
GONE_SECONDS = 60
HEADERS = [("content-type", CONTENT_TYPE.encode())]
_FACTS = "select topic, key, payload from fact_log order by id"
_NEWEST = """
    select distinct on (key) topic, key, payload from fact_log where topic = any($1)
    order by key, version desc, id desc
"""


class Told(NamedTuple):
    """How many records went to the topics of one service."""

    facts: int
    states: int


async def make_topics_anew(network: Network) -> int:
    """Without what is on them, and without what our own groups have read of it; how many were there before."""
    _forget_groups(network)
    names = {network.topic(topic.name) for topic in CATALOG}
    admin = AIOKafkaAdminClient(**by_keywords(network.settings))
    await admin.start()
    try:
        there = sorted(names & set(await admin.list_topics()))
        if there:
            await admin.delete_topics(there)
        async with asyncio.timeout(GONE_SECONDS):
            while names & set(await admin.list_topics()):  # noqa: ASYNC110 - Kafka tells nobody when they are gone
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise Trouble(f"Kafka has not deleted its topics within {GONE_SECONDS} s: may its broker delete any?") from None
    finally:
        await admin.close()
    await ensure_topics(network.settings)
    await _led(network, names)
    return len(there)


async def _led(network: Network, names: set[str]) -> None:
    """The controller has made them; a busy broker hears of it later, and takes nothing for them before."""
    admin = AIOKafkaAdminClient(**by_keywords(network.settings))
    await admin.start()
    try:
        async with asyncio.timeout(GONE_SECONDS):
            while not all(map(_is_led, await admin.describe_topics(sorted(names)))):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise Trouble(f"Kafka has made its topics, and after {GONE_SECONDS} s some have no leader yet.") from None
    finally:
        await admin.close()


def _is_led(topic: dict[str, Any]) -> bool:
    leaders = [partition["leader"] for partition in topic["partitions"] if not partition["error_code"]]
    return not topic["error_code"] and len(leaders) == PARTITIONS and min(leaders) >= 0


def _forget_groups(network: Network) -> None:
    client = KafkaAdminClient(**by_keywords(network.settings))
    try:
        known = {one["group_id"] for one in client.list_groups()}
        if mine := sorted(known & set(groups(network))):
            client.delete_groups(mine)
    finally:
        client.close()


class Telling:
    """One producer, for all that is told again."""

    def __init__(self, network: Network, epoch: int, progress: Progress) -> None:
        self._network, self._epoch, self._progress = network, epoch, progress

    async def __aenter__(self) -> "Telling":
        self._producer: AIOKafkaProducer = producer(self._network.settings)
        await self._producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._producer.stop()

    async def tell(self, service: str, connection: Any) -> Told:
        """All that this database's fact log holds."""
        total = await connection.fetchval("select count(*) from fact_log")
        task, told = self._progress.add_task(service, total=total), 0
        async with connection.transaction(readonly=True):
            async for rows in _lots(connection, _FACTS):
                await self._send(self._again(row) for row in rows)
                told += len(rows)
                self._progress.update(task, completed=told)
            states = await self._tell_states(service, connection)
        return Told(told, states)

    async def _tell_states(self, service: str, connection: Any) -> int:
        told_by: dict[str, list[str]] = {}
        for topic in CATALOG:
            of = state_topic_of(topic) if topic.publisher == service else None
            if of is not None:
                told_by.setdefault(of.name, []).append(self._network.topic(topic.name))
        count = 0
        for name, fact_topics in told_by.items():
            async for rows in _lots(connection, _NEWEST, fact_topics):
                await self._send(self._state(row, name) for row in rows)
                count += len(rows)
        return count

    async def carry(self, records: Iterable[Record]) -> int:
        """At their own time, so that Kafka forgets them when it would have."""
        count = 0
        for record in records:
            count += 1
            try:
                value = retold(record.value, self._epoch) if record.value else record.value
            except ValueError:
                value = record.value  # another system's, which was never in order
            sent = self._producer.send(
                self._network.topic(record.topic),
                value,
                record.key,
                partition=record.partition,
                timestamp_ms=record.timestamp,
                headers=list(record.headers),
            )
            await (await sent)
        return count

    def _again(self, row: Any) -> Record:
        return self._record(row["topic"], row["key"], retold(row["payload"], self._epoch))

    def _state(self, row: Any, name: str) -> Record:
        topic = TOPICS[row["topic"].removeprefix(self._network.settings.topic_prefix)]
        value = state_of(row["payload"], topic, self._network.settings.url.rstrip("/"), self._epoch)
        return self._record(self._network.topic(name), row["key"], value)

    def _record(self, topic: str, key: str, value: bytes) -> Record:
        plain = Record(topic, shard_of(key), 0, key.encode(), value, HEADERS)
        return plain._replace(timestamp=int(recorded_at(plain).timestamp() * 1000))

    async def _send(self, records: Iterable[Record]) -> None:
        """In batches of one partition each; all are acknowledged when this returns, so that the next come later."""
        by_place: dict[tuple[str, int], list[Record]] = {}
        for record in records:
            by_place.setdefault((record.topic, record.partition), []).append(record)
        try:
            await asyncio.gather(*(self._send_place(*place, lot) for place, lot in by_place.items()))
        except (KafkaError, TimeoutError) as error:
            raise Trouble(f"Kafka did not take what is told again: {error}. Run `liaison restore` again.") from error

    async def _send_place(self, topic: str, partition: int, lot: Sequence[Record]) -> None:
        left = list(lot)
        while left:
            batch, taken = self._producer.create_batch(), 0
            for record in left:
                kept = batch.append(
                    key=record.key, value=record.value, timestamp=record.timestamp, headers=list(record.headers)
                )
                if kept is None:
                    break
                taken += 1
            if not taken:
                raise Trouble(f"A record of {topic} is larger than a batch may be: {len(left[0].value or b'')} bytes.")
            await self._send_batch(batch, topic, partition)
            left = left[taken:]

    async def _send_batch(self, batch: Any, topic: str, partition: int) -> None:
        """A broker that has just made the topic may still say that it knows none."""
        async with asyncio.timeout(GONE_SECONDS):
            while True:
                try:
                    await (await self._producer.send_batch(batch, topic, partition=partition))
                    return
                except UnknownTopicOrPartitionError:
                    await asyncio.sleep(0.5)


async def _lots(connection: Any, query: str, *arguments: Any) -> AsyncIterator[list[Any]]:
    cursor = await connection.cursor(query, *arguments)
    while rows := await cursor.fetch(AT_ONCE):
        yield rows
