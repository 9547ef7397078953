"""Passwords that change, rights that end, and limits: while a consumer runs."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer
from liaison_cli.subscribers.kafka_admin import KafkaAdmin
from liaison_cli.subscribers.settings import AccessSettings
from liaison_cli.trouble import Trouble

from tests.subscribers.conftest import Liaison, read_card
from tests.subscribers.outsider import Config, config, next_of, reader, try_to_connect

Tell = Callable[[int], list[str]]


@pytest.fixture
def administrator(settings: AccessSettings, broker: dict[str, str]) -> Config:
    return config(broker | {"KAFKA_SASL_MECHANISM": "SCRAM-SHA-512", "KAFKA_CA": settings.kafka_ca})


@pytest.fixture
def tell(administrator: Config, topics: Callable[..., None], prefix: str) -> Tell:
    """Tells so many facts more on EventHeld; what they say."""
    topics("EventHeld", num_partitions=4)
    producer, numbers = Producer(administrator), itertools.count()

    def told(count: int) -> list[str]:
        texts = [f"fact {next(numbers)}" for _ in range(count)]
        for text in texts:
            producer.produce(f"{prefix}EventHeld", text.encode(), key=text.encode())
        assert producer.flush(60) == 0
        return texts

    return told


def member(card: dict[str, str], prefix: str, **more: Any) -> Consumer:
    """Of the subscriber's one group."""
    consumer = reader(config(card), f"{card['KAFKA_GROUP_PREFIX']}main", **more)
    consumer.subscribe([f"{prefix}EventHeld"])
    return consumer


def take(consumer: Consumer, count: int) -> list[str]:
    """So many records, each committed once it was worked on."""
    return [next_and_commit(consumer) for _ in range(count)]


def next_and_commit(consumer: Consumer) -> str:
    text = next_of(consumer)
    consumer.commit(asynchronous=False)
    return text


def test_a_consumer_that_changes_its_password_loses_and_doubles_nothing(
    liaison: Liaison, tell: Tell, prefix: str
) -> None:
    old = read_card(liaison("add", "swapping", "--topics", "EventHeld"))
    told = tell(20)
    with closing(member(old, prefix)) as consumer:
        heard = take(consumer, 10)  # the rest is on its way while the password changes
        new = read_card(liaison("rotate", "swapping"))
        told += tell(20)
        heard += take(consumer, 15)  # the older one is as good as before
    told += tell(20)
    with closing(member(new, prefix)) as consumer:
        heard += take(consumer, 10)
        liaison("rotate", "swapping", "--finish")  # ends what the new one does not use
        told += tell(20)
        heard += take(consumer, len(told) - len(heard))
    assert sorted(heard) == sorted(told)
    assert try_to_connect(config(old)) == "_AUTHENTICATION"
    assert (old["KAFKA_GROUP_PREFIX"], old["KAFKA_USERNAME"]) != (new["KAFKA_GROUP_PREFIX"], new["KAFKA_USERNAME"])


def test_processes_of_one_group_change_one_after_the_other(liaison: Liaison, tell: Tell, prefix: str) -> None:
    """As a rolling restart does: for a while, one has the older password and one the newer."""
    old = read_card(liaison("add", "rolling", "--topics", "EventHeld"))
    new = read_card(liaison("rotate", "rolling"))
    heard: list[str] = []
    with closing(member(old, prefix)) as first, closing(member(new, prefix)) as second:
        while not (first.assignment() and second.assignment()):
            for consumer in (first, second):
                heard += one_if_there(consumer)
        told = tell(40)
        while len(heard) < len(told):
            for consumer in (first, second):
                heard += one_if_there(consumer)
    assert sorted(heard) == sorted(told)


def one_if_there(consumer: Consumer) -> Iterator[str]:
    message = consumer.poll(0.1)
    if message is not None:
        assert message.error() is None
        consumer.commit(message, asynchronous=False)
        yield str(message.value().decode())


def test_a_rotation_is_finished_before_the_next_begins(liaison: Liaison, admin: KafkaAdmin) -> None:
    first = read_card(liaison("add", "twice", "--topics", "EventHeld,OfficeState", "--rate", "500K"))
    with pytest.raises(Trouble, match="twice has one password"):
        liaison("rotate", "twice", "--finish")
    second = read_card(liaison("rotate", "twice"))
    assert first["KAFKA_USERNAME"] < second["KAFKA_USERNAME"]
    assert admin.limits()[second["KAFKA_USERNAME"]] == admin.limits()[first["KAFKA_USERNAME"]]
    with pytest.raises(Trouble, match=r"twice has two passwords already.*--finish"):
        liaison("rotate", "twice")
    liaison("rotate", "twice", "--finish")
    assert second["KAFKA_USERNAME"] in liaison("show", "twice")
    assert first["KAFKA_USERNAME"] not in liaison("show", "twice")


def test_a_consumer_that_runs_reads_nothing_after_its_rights_are_revoked(
    liaison: Liaison, tell: Tell, prefix: str
) -> None:
    """Its connection stays open, and its next request is refused: one that waits at the broker lasts half a second."""
    card = read_card(liaison("add", "ending", "--topics", "EventHeld"))
    told = tell(4)
    with closing(member(card, prefix)) as consumer:
        assert sorted(take(consumer, 4)) == sorted(told)
        liaison("revoke", "ending", "--yes")
        assert next_of(consumer) in ("TOPIC_AUTHORIZATION_FAILED", "GROUP_AUTHORIZATION_FAILED")
        tell(4)
        assert {next_of(consumer) for _ in range(2)} <= {"TOPIC_AUTHORIZATION_FAILED", "GROUP_AUTHORIZATION_FAILED"}
    assert try_to_connect(config(card)) == "_AUTHENTICATION"


def test_a_topic_that_is_taken_away_is_not_read_on(liaison: Liaison, tell: Tell, prefix: str) -> None:
    card = read_card(liaison("add", "shrinking", "--topics", "EventHeld,OfficeState"))
    told = tell(4)
    with closing(member(card, prefix)) as consumer:
        assert sorted(take(consumer, 4)) == sorted(told)
        liaison("allow", "shrinking", "--topics", "OfficeState")
        assert next_of(consumer) == "TOPIC_AUTHORIZATION_FAILED"


def test_who_reads_faster_than_was_agreed_is_slowed_down_and_others_are_not(
    liaison: Liaison, tell: Tell, prefix: str, administrator: Config, topics: Callable[..., None]
) -> None:
    topics("OfficeState")
    producer = Producer(administrator)
    for _ in range(60):
        producer.produce(f"{prefix}OfficeState", b"x" * 10_000, partition=0)
    assert producer.flush(60) == 0
    slowed: dict[str, list[float]] = {"slow": [], "fast": []}
    for name, rate in (("slow", "10K"), ("fast", "50M")):
        card = read_card(liaison("add", name, "--topics", "OfficeState", "--rate", rate))
        told = config(card) | {"throttle_cb": lambda event, name=name: slowed[name].append(event.throttle_time)}
        with closing(reader(told, f"{card['KAFKA_GROUP_PREFIX']}main", fetch_message_max_bytes=20_000)) as consumer:
            consumer.subscribe([f"{prefix}OfficeState"])
            count = 0
            while count < 60 and not slowed[name]:
                count += consumer.poll(1) is not None
    assert slowed["slow"]
    assert slowed["fast"] == []
