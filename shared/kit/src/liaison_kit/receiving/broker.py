"""Kafka: its topics, made from the catalogue and compared with it."""

from collections.abc import Mapping, Sequence

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code
from liaison_contracts.catalog import CATALOG, PARTITIONS, Topic

from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.settings import KafkaSettings

KEPT = ("cleanup.policy", "retention.ms", "retention.bytes")
"""What decides how long a record is there."""
log = structlog.get_logger()


class WrongTopic(Exception):
    """A topic on the broker differs from the catalogue."""


def wanted(topic: Topic, settings: KafkaSettings) -> NewTopic:
    """The topic as it must be on the broker."""
    retention = -1 if topic.retention is None else int(topic.retention.total_seconds() * 1000)
    return NewTopic(
        name=settings.topic_prefix + topic.name,
        num_partitions=PARTITIONS,
        replication_factor=settings.topic_replication,
        topic_configs={
            "cleanup.policy": "compact" if topic.compacted else "delete",
            "retention.ms": str(retention),
            "retention.bytes": "-1",
            "min.insync.replicas": "2" if settings.topic_replication >= 3 else "1",
        },
    )


async def ensure_topics(settings: KafkaSettings, catalog: Sequence[Topic] = CATALOG) -> list[str]:
    """Creates what the catalogue has and the broker lacks; returns the names created. A test needs a part of it only.

    WrongTopic if one has another number of partitions: order per key would be broken. One that is kept for another time
    than the catalogue says is only told of: nothing breaks before somebody replays what is gone.
    """
    admin = AIOKafkaAdminClient(**by_keywords(settings))
    await admin.start()
    try:
        present = set(await admin.list_topics())
        missing = [wanted(topic, settings) for topic in catalog if settings.topic_prefix + topic.name not in present]
        if missing:
            answer = await admin.create_topics(missing)
            for name, code, *_ in answer.topic_errors:
                if code and for_code(code) is not TopicAlreadyExistsError:
                    raise for_code(code)(f"creating topic {name}")
        there = [wanted(topic, settings) for topic in catalog if settings.topic_prefix + topic.name in present]
        await _compare_kept(admin, there, settings)
        for found in await admin.describe_topics(sorted(topic.name for topic in there)):
            if len(found["partitions"]) != PARTITIONS:
                raise WrongTopic(f"{found['topic']} has {len(found['partitions'])} partitions, not {PARTITIONS}")
        return [topic.name for topic in missing]
    finally:
        await admin.close()


async def _compare_kept(admin: AIOKafkaAdminClient, there: Sequence[NewTopic], settings: KafkaSettings) -> None:
    """Not altered here: what is kept too long is for a person to delete, and this call would put all else back."""
    found = await configured(admin, [topic.name for topic in there], KEPT)
    for topic in (one for one in there if one.name in found):
        wrong = {
            key: topic.topic_configs[key] for key in KEPT if found[topic.name].get(key) != topic.topic_configs[key]
        }
        if wrong:
            remedy = alter(topic.name, wrong, settings)
            log.warning("topic.kept_otherwise", topic=topic.name, found=found[topic.name], remedy=remedy)


async def configured(
    admin: AIOKafkaAdminClient, topics: Sequence[str], keys: Sequence[str]
) -> dict[str, dict[str, str]]:
    """By topic, what the broker says of these keys; without those whose configuration we may not see."""
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic, dict.fromkeys(keys)) for topic in topics]
    return {
        name: {entry[0]: entry[1] for entry in entries}
        for answer in await admin.describe_configs(asked)
        for code, _, _, name, entries in answer.resources
        if not code
    }


def alter(topic: str, told: Mapping[str, str], settings: KafkaSettings) -> str:
    """The command that sets these of a topic, and leaves the others."""
    says = ",".join(f"{key}={value}" for key, value in told.items())
    return (
        f"kafka-configs.sh --bootstrap-server {settings.kafka_bootstrap_servers}"
        f" --alter --entity-type topics --entity-name {topic} --add-config {says}"
    )
