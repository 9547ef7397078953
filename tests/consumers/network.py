"""What a subscriber finds of a network: a real broker with a few topics, and the page that has the schemas."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec
from liaison_contracts.catalog import CATALOG, PARTITIONS, Topic
from liaison_contracts.fact import Fact, State
from liaison_kit.outbox import Publisher, encoded, shard_of
from liaison_kit.running.health import Health
from liaison_kit.service import build_app, open_database
from liaison_local.for_tests import scratch, secured_broker
from liaison_local.home import Home
from liaison_local.kafka import Kafka
from liaison_local.ports import HOST, inner_ports
from liaison_reporting.service import SERVICE as REPORTING

URL = "https://liaison.example"
TOPICS = {
    topic.name: topic for topic in CATALOG if topic.name in ("OfficeState", "EventState", "EventHeld", "CSORegistered")
}


class Network:
    """Its broker; it says what it is told to say, in the bytes that the outbox would write."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        self._client = librdkafka(variables)
        self._producer = Producer(self._client | {"enable.idempotence": True})
        self._admin = AdminClient(self._client)
        self._wait_for_groups()
        if present := [name for name in self._admin.list_topics(timeout=20).topics if name in TOPICS]:
            _done(self._admin.delete_topics(present, operation_timeout=30))
        _done(self._admin.create_topics([_new(topic) for topic in TOPICS.values()], operation_timeout=30))

    def _wait_for_groups(self) -> None:
        """The first group that asks has the broker make the topic where their positions are kept; it takes a while."""
        asking, end = Consumer(self._client | {"group.id": "the-first"}), time.monotonic() + 120
        while True:
            try:
                asking.committed([TopicPartition("EventHeld", 0)], timeout=30)
                break
            except KafkaException:
                if time.monotonic() > end:
                    raise
        asking.close()

    def tell(self, *records: Fact | State) -> None:
        """Each fact with the state that it leads to, as it comes out of the outbox."""
        for record in records:
            topic = topic_of(record)
            self.write(topic.name, str(record.key), written(record))
            if isinstance(record, Fact) and record.snapshot is not None and topic_of(record.snapshot).name in TOPICS:
                self.tell(record.snapshot)

    def write(self, topic: str, key: str, value: bytes | None, partition: int | None = None) -> None:
        """Any record, a tombstone too; without a partition, where the relay would put it."""
        self._producer.produce(topic, value, key, shard_of(key) if partition is None else partition)
        assert self._producer.flush(20) == 0

    def forget(self, topic: str, partition: int) -> None:
        """As retention does: whatever was said there so far is deleted."""
        _done(self._admin.delete_records([TopicPartition(topic, partition, self._end(topic, partition))]))

    def unread_by(self, group: str) -> int:
        """How many records it has before it, by the positions that it committed."""
        asking = Consumer(self._client | {"group.id": group})
        places = [TopicPartition(topic, partition) for topic in TOPICS for partition in range(PARTITIONS)]
        committed = asking.committed(places, timeout=30)
        asking.close()
        return sum(self._end(place.topic, place.partition) - place.offset for place in committed)

    def _end(self, topic: str, partition: int) -> int:
        place = TopicPartition(topic, partition)
        found = self._admin.list_offsets({place: OffsetSpec.latest()})
        return int(found[place].result(timeout=30).offset)


def _done(answers: Mapping[Any, Future[Any]]) -> None:
    for answer in answers.values():
        answer.result(timeout=30)


def topic_of(record: Fact | State) -> Topic:
    return next(topic for topic in CATALOG if topic.contract is type(record))


def written(record: Fact | State) -> bytes:
    return encoded(Publisher(topic_of(record).publisher, URL), record)


def _new(topic: Topic) -> NewTopic:
    policy = "compact" if topic.compacted else "delete"
    return NewTopic(topic.name, PARTITIONS, 1, config={"cleanup.policy": policy, "retention.ms": "-1"})


def librdkafka(variables: dict[str, str]) -> dict[str, Any]:
    """The variables in the words of this client."""
    open_to_all = {"bootstrap.servers": variables["KAFKA_BOOTSTRAP_SERVERS"], "log_level": 0}
    if "KAFKA_USERNAME" not in variables:
        return open_to_all
    return open_to_all | {
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": variables["KAFKA_USERNAME"],
        "sasl.password": variables["KAFKA_PASSWORD"],
        "ssl.ca.location": variables["KAFKA_CA_FILE"],
    }


@contextmanager
def city() -> Iterator[dict[str, str]]:
    """A Kafka that asks who comes: what its administrator has in the environment."""
    with scratch("liaison-city-") as folder, secured_broker(folder) as variables:
        yield variables


def add_subscriber(name: str, variables: dict[str, str], file: Path) -> None:
    """As the administrator does it."""
    command = [sys.executable, "-m", "liaison_cli", "subscribers", "add", name, "--topics", ",".join(TOPICS)]
    subprocess.run([*command, "--out", str(file)], env=os.environ | variables, check=True)


@contextmanager
def sandbox() -> Iterator[dict[str, str]]:
    """A Kafka as `make run` starts it."""
    with scratch("liaison-sandbox-") as folder:
        home = Home.at(folder)
        home.prepare()
        with home.locked():
            ports = inner_ports(home, ("kafka", "kafka-controller"), set())
            kafka = Kafka(home, ports["kafka"], ports["kafka-controller"])
            process = kafka.start()
            try:
                yield {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers}
            finally:
                process.stop()


@contextmanager
def schemas() -> Iterator[str]:
    """Reporting's pages that need no database."""
    settings = REPORTING.settings(DATABASE_URL="postgresql://nobody@127.0.0.1/none", KAFKA_BOOTSTRAP_SERVERS="none")
    app = build_app(REPORTING, settings, open_database(REPORTING, settings), Health())
    with socket.create_server((HOST, 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
