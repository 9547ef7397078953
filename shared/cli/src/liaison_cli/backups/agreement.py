"""Whether everything agrees: the topics hold what the fact logs hold, and nothing waits."""

from collections.abc import Mapping
from typing import Any

from aiokafka import TopicPartition
from liaison_contracts.catalog import CATALOG, PARTITIONS
from liaison_kit.receiving.history import reader

from liaison_cli.backups.network import Network

_LOGGED = "select topic, count(*) from fact_log group by topic"
_OUTBOX = "select count(*) from outbox where key not in (select key from outbox where refused is not null)"


async def facts(network: Network, connections: Mapping[str, Any]) -> tuple[int, list[str]]:
    """How many facts are told, and a sentence for each topic that holds more or fewer than its fact log."""
    logged: dict[str, int] = {}
    for connection in connections.values():
        logged |= {row[0]: row[1] for row in await connection.fetch(_LOGGED)}
    on_topics = await _records(network)
    wrong = [
        f"{topic} holds {on_topics.get(topic, 0)} records, its fact log {logged.get(topic, 0)}"
        for topic in sorted(on_topics.keys() | logged.keys())
        if on_topics.get(topic, 0) != logged.get(topic, 0)
    ]
    return sum(logged.values()), wrong


async def waiting(connections: Mapping[str, Any]) -> list[str]:
    """A sentence for each service that still has something to tell."""
    found = []
    for service, connection in connections.items():
        if count := await connection.fetchval(_OUTBOX):
            found.append(f"{count} records wait in the outbox of {service}")
    return found


async def _records(network: Network) -> dict[str, int]:
    names = [network.topic(topic.name) for topic in CATALOG if not topic.compacted and topic.retention is None]
    places = [TopicPartition(name, part) for name in names for part in range(PARTITIONS)]
    async with reader(network.settings) as consumer:
        begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    found: dict[str, int] = {}
    for place in places:
        found[place.topic] = found.get(place.topic, 0) + ends[place] - begins[place]
    return found
