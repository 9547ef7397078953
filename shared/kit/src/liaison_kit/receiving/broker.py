"""Kafka: its topics, made from the catalogue and compared with it."""

from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code
from liaison_contracts.catalog import CATALOG, PARTITIONS, Topic

from liaison_kit.settings import Settings


class WrongTopic(Exception):
    """A topic on the broker differs from the catalogue."""


def _new(topic: Topic, settings: Settings) -> NewTopic:
    retention = -1 if topic.retention is None else int(topic.retention.total_seconds() * 1000)
    return NewTopic(
        name=settings.topic_prefix + topic.name,
        num_partitions=PARTITIONS,
        replication_factor=settings.topic_replication,
        topic_configs={
            "cleanup.policy": "compact" if topic.compacted else "delete",
            "retention.ms": str(retention),
            "min.insync.replicas": "2" if settings.topic_replication >= 3 else "1",
        },
    )


async def ensure_topics(settings: Settings, catalog: Sequence[Topic] = CATALOG) -> list[str]:
    """Creates what the catalogue has and the broker lacks; returns the names created. A test needs a part of it only.

    WrongTopic if one has another number of partitions: order per key would be broken.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    try:
        present = set(await admin.list_topics())
        missing = [_new(topic, settings) for topic in catalog if settings.topic_prefix + topic.name not in present]
        if missing:
            answer = await admin.create_topics(missing)
            for name, code, *_ in answer.topic_errors:
                if code and for_code(code) is not TopicAlreadyExistsError:
                    raise for_code(code)(f"creating topic {name}")
        wanted = {settings.topic_prefix + topic.name for topic in catalog}
        for found in await admin.describe_topics(sorted(wanted & present)):
            if len(found["partitions"]) != PARTITIONS:
                raise WrongTopic(f"{found['topic']} has {len(found['partitions'])} partitions, not {PARTITIONS}")
        return [topic.name for topic in missing]
    finally:
        await admin.close()
