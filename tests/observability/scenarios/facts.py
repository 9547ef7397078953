"""Facts that do not travel: refused, not to be applied, held up, or without a topic."""

import asyncio
import json
from contextlib import suppress
from typing import Any
from uuid import uuid4

from confluent_kafka import Producer

from tests.journeys.kafka_reader import records
from tests.journeys.network import register_cso
from tests.observability.ground import Ground
from tests.observability.scenarios.scenario import scenario

KAFKA = "docker compose exec -T kafka /opt/kafka/bin"
NEEDED = "CSORegistered"


async def set_limit(ground: Ground, topic: str, size: int) -> None:
    configure = f"{KAFKA}/kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics"
    await ground.typed(f"{configure} --entity-name {topic} --add-config max.message.bytes={size}")


async def letters(ground: Ground, kind: str) -> list[str]:
    """Ids of those that wait: `in`, not to be applied, or `out`, refused by Kafka."""
    found = json.loads(await ground.typed("liaison dead-letters list --json"))
    return [one["id"] for one in found if f"/{kind}-" in one["id"]]


@scenario(
    "a fact is too large for Kafka",
    turn=1,
    alerts="OutboxRefused",
    follows={"dead-letters.md": "OutboxRefused"},
)
async def too_large(ground: Ground) -> None:
    await set_limit(ground, NEEDED, 100)
    await register_cso(ground.network, "41234511")
    await ground.fires("OutboxRefused", service="registry")
    for letter in await letters(ground, "out"):
        await ground.follow("dead-letters.md", "OutboxRefused", LETTER=letter, TOPIC=NEEDED)
    await ground.ends("OutboxRefused")
    assert not await letters(ground, "out")


@scenario(
    "somebody writes on our topic what is no fact",
    turn=1,
    alerts="DeadLettersWaiting",
    follows={"dead-letters.md": "DeadLettersWaiting"},
)
async def poison(ground: Ground) -> None:
    await asyncio.to_thread(_say, ground, "EventHeld", [(str(uuid4()).encode(), b'{"is": "no fact"}', [])])
    await ground.fires("DeadLettersWaiting", service="reporting")
    for letter in await letters(ground, "in"):
        reason = "written by hand, by nobody of ours"
        await ground.follow("dead-letters.md", "DeadLettersWaiting", LETTER=letter, REASON=reason)
    await ground.ends("DeadLettersWaiting")


@scenario(
    "somebody's session holds a table that a consumer needs, and contacts wait",
    turn=2,
    alerts="ConsumerStuck ConsumerBehind RestrictedUnread",
    follows={"lag.md": "ConsumerStuck, ConsumerBehind, RestrictedUnread"},
)
async def held_up(ground: Ground) -> None:
    again = await asyncio.to_thread(_heard_already, ground)
    lock = "begin; lock table inbox in access exclusive mode; select pg_sleep(600)"
    holds = f'docker compose exec -T postgres psql -U postgres -d notifications -c "{lock}"'
    session = asyncio.create_task(ground.typed(holds))
    await asyncio.sleep(2)
    await asyncio.to_thread(_say, ground, "ParticipantContact", again)
    await asyncio.gather(
        ground.fires("ConsumerBehind", service="notifications"),
        ground.fires("RestrictedUnread", topic="ParticipantContact"),
        ground.fires("ConsumerStuck", service="notifications"),
    )
    said = await ground.follow("lag.md", "ConsumerStuck", SERVICE="notifications")
    assert "lock table inbox" in said
    with suppress(AssertionError):
        await session  # psql says that its connection was ended
    await ground.ends("ConsumerStuck")
    await ground.follow("lag.md", "ConsumerBehind", SERVICE="notifications")
    await ground.follow("lag.md", "RestrictedUnread", TOPIC="ParticipantContact")
    await ground.ends("ConsumerBehind")
    await ground.ends("RestrictedUnread")


@scenario(
    "a topic is deleted",
    turn=3,  # by itself: whoever types `docker compose up` has it made again
    alerts="NotReady OutboxStuck",
    follows={"process-missing.md": "NotReady", "broker-down.md": "OutboxStuck"},
)
async def topic_deleted(ground: Ground) -> None:
    await ground.typed(f"{KAFKA}/kafka-topics.sh --bootstrap-server kafka:9092 --delete --topic {NEEDED}")
    await register_cso(ground.network, "41234527")
    await ground.fires("NotReady", service="registry", part="relay")
    await ground.fires("OutboxStuck", service="registry")
    said = await ground.follow("broker-down.md", "OutboxStuck", SERVICE="registry")
    assert f"topic {NEEDED} is not to be found" in said, said
    await ground.follow("process-missing.md", "NotReady", SERVICE="registry")
    await ground.ends("NotReady")
    await ground.ends("OutboxStuck")


Record = tuple[bytes, bytes, list[tuple[str, str | bytes | None]]]


def _say(ground: Ground, topic: str, said: list[Record]) -> None:
    producer = Producer({"bootstrap.servers": ground.network.kafka, "log_level": 0})
    for key, value, headers in said:
        producer.produce(topic, value, key, headers=headers)
    assert producer.flush(30) == 0


def _heard_already(ground: Ground, count: int = 1200) -> list[Record]:
    """A contact as it was told, so many times: whoever reads them knows it already."""
    record = next(iter(records(ground.network.kafka, "ParticipantContact")))
    headers: Any = record.headers() or []
    return [(record.key() or b"", record.value() or b"", list(headers))] * count
