"""Another system, as Kafka sees it: librdkafka with a subscriber's card, and what it is told when it asks too much."""

import asyncio
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka import TopicPartition as Place
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient
from kafka import KafkaAdminClient
from kafka.errors import AuthorizationError
from liaison_cli.subscribers.kafka_admin import KafkaAdmin
from liaison_cli.trouble import Trouble
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.settings import KafkaSettings

SECONDS = 20
TRIES = 5
SILENCE = (KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT)
Config = dict[str, Any]


def config(card: dict[str, str], **more: Any) -> Config:
    """What librdkafka must be told."""
    told = {
        "bootstrap.servers": card["KAFKA_BOOTSTRAP_SERVERS"],
        "security.protocol": card["KAFKA_SECURITY_PROTOCOL"],
        "sasl.mechanism": card["KAFKA_SASL_MECHANISM"],
        "sasl.username": card["KAFKA_USERNAME"],
        "sasl.password": card["KAFKA_PASSWORD"],
        "ssl.ca.pem": card["KAFKA_CA"],
        "log_level": 0,
    }
    return told | {name.replace("_", "."): value for name, value in more.items()}


def reader(config: Config, group: str, **more: Any) -> Consumer:
    """From the first record on; commits only what it is told to."""
    own = {"group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False}
    return Consumer(config | own | {name.replace("_", "."): value for name, value in more.items()})


def next_of(consumer: Consumer) -> str:
    """The next record's value, or the name of what was refused."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        message = consumer.poll(1)
        if message is not None:
            error = message.error()
            return str(error.name()) if error else str(message.value().decode())
    raise AssertionError("neither a record nor an error")


def read(config: Config, topic: str, group: str) -> str:
    """As a member of a group."""
    with closing(reader(config, group)) as consumer:
        consumer.subscribe([topic])
        return next_of(consumer)


async def read_without_a_group(card: dict[str, str], topic: str) -> str:
    """Partitions and offsets are the reader's own affair (librdkafka cannot do that, aiokafka can)."""
    consumer = AIOKafkaConsumer(**by_keywords(KafkaSettings(**card)), group_id=None, auto_offset_reset="earliest")
    try:
        await consumer.start()
        consumer.assign([Place(topic, 0)])
        async with asyncio.timeout(SECONDS):
            record = await consumer.getone()
    finally:
        await consumer.stop()
    return str(record.value.decode())


def administer(card: dict[str, str], question: Callable[[KafkaAdmin], object]) -> str:
    """As `ask`, by kafka-python: librdkafka ends the process where Kafka refuses to tell of users."""
    with KafkaAdminClient(**by_keywords(KafkaSettings(**card))) as client:
        try:
            question(KafkaAdmin(client))
        except AuthorizationError as error:
            return type(error).__name__
        except Trouble as trouble:
            return str(trouble)
    return "ok"


def write(config: Config, topic: str, **more: Any) -> str:
    told: list[str] = []
    producer = Producer(config | {"message.timeout.ms": SECONDS * 1000} | more)
    producer.produce(
        topic, b"mine", partition=0, callback=lambda error, _: told.append(error.name() if error else "ok")
    )
    producer.flush(SECONDS)
    return told[0]


def ask(config: Config, question: Callable[[AdminClient], Any]) -> str:
    """What an administrator's question brings: ok, or the name of what was refused."""
    try:
        admin = AdminClient(config)  # which must live until it has answered
        answer = question(admin)
        for future in answer.values() if isinstance(answer, dict) else [answer]:
            future.result(SECONDS)
    except KafkaException as error:
        return str(error.args[0].name())
    return "ok"


def try_to_connect(config: Config) -> str:
    """The first thing that goes wrong, or ok; nothing where Kafka hangs up without a word."""
    wrong: list[KafkaError] = []
    admin = AdminClient(config | {"error_cb": wrong.append})
    for _ in range(TRIES):
        try:
            admin.list_topics(timeout=1)
        except KafkaException:
            admin.poll(0)
        else:
            return "ok"
        told = [error.name() for error in wrong if error.code() not in SILENCE]
        if told:
            return str(told[0])
    return "nothing"
