"""What Kafka has no place for: whom to write to about a subscriber, and whether it was promised all public topics.

A compacted topic beside the users that it is about: with them it is backed up, and with them it goes.
"""

from contextlib import suppress
from dataclasses import asdict
from json import dumps, loads

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import TopicAlreadyExistsError
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.settings import KafkaSettings

from liaison_cli.subscribers.kafka_admin import KafkaAdmin
from liaison_cli.subscribers.subscriber import Note

TOPIC = "liaison.subscribers"
READ_MS = 10_000


class Notes:
    """All of them, by subscriber."""

    def __init__(self, settings: KafkaSettings, admin: KafkaAdmin) -> None:
        self._settings = settings
        self._admin = admin
        self._topic = settings.topic_prefix + TOPIC

    def read(self) -> dict[str, Note]:
        if self._topic not in self._admin.client.list_topics():
            return {}
        found: dict[str, Note] = {}
        place = TopicPartition(self._topic, 0)
        with KafkaConsumer(**by_keywords(self._settings), enable_auto_commit=False) as consumer:
            consumer.assign([place])
            consumer.seek_to_beginning(place)
            end = consumer.end_offsets([place])[place]
            while consumer.position(place) < end:
                for record in consumer.poll(timeout_ms=READ_MS).get(place, ()):
                    found.pop(record.key.decode(), None)
                    if record.value is not None:
                        told = loads(record.value)
                        found[record.key.decode()] = Note(told["contact"], told["all_public"])
        return found

    def write(self, name: str, note: Note | None) -> None:
        """None forgets it."""
        made = {
            "num_partitions": 1,
            "replication_factor": self._settings.topic_replication,
            "configs": {"cleanup.policy": "compact"},
        }
        with suppress(TopicAlreadyExistsError):
            self._admin.client.create_topics({self._topic: made}, wait_for_metadata=True)
        with KafkaProducer(**by_keywords(self._settings), acks="all") as producer:
            value = None if note is None else dumps(asdict(note)).encode()
            producer.send(self._topic, value, name.encode()).get(timeout=READ_MS / 1000)
