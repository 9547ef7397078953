"""What a subscriber may do on a broker with users and rights, and what it may not: one line each."""

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import kafka
import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic
from liaison_cli.subscribers.accounts import Accounts
from liaison_cli.subscribers.card import Form, card
from liaison_cli.subscribers.kafka_admin import kafka_admin
from liaison_cli.subscribers.settings import AccessSettings
from liaison_cli.subscribers.subscriber import Credentials, Note

from tests.subscribers.conftest import read_card
from tests.subscribers.outsider import (
    Config,
    administer,
    ask,
    config,
    next_of,
    read,
    read_without_a_group,
    reader,
    try_to_connect,
    write,
)

PREFIX = "access."
NO_TOPIC, NO_GROUP, NO_CLUSTER = (f"{what}_AUTHORIZATION_FAILED" for what in ("TOPIC", "GROUP", "CLUSTER"))


@dataclass(frozen=True)
class Stage:
    """`own` may read EventHeld, `other` OfficeState; every topic holds its own name as a record."""

    own: Config
    card: dict[str, str]
    other: Config


@pytest.fixture(scope="module")
def stage(broker: dict[str, str]) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**broker, "LIAISON_TOPIC_PREFIX": PREFIX}.items():
            patch.setenv(name, value)
        settings = AccessSettings()
    administrator = config(broker | {"KAFKA_SASL_MECHANISM": "SCRAM-SHA-512", "KAFKA_CA": settings.kafka_ca})
    with kafka_admin(settings) as admin:
        names = ("EventHeld", "OfficeState", "SignUpConfirmed", "ParticipantContact", "liaison.subscribers")
        one = {"num_partitions": 1, "replication_factor": 1}
        admin.client.create_topics({PREFIX + name: one for name in names}, wait_for_metadata=True)
        for name in names[:-1]:
            assert write(administrator, PREFIX + name) == "ok"
        accounts, handed_over = Accounts(settings, admin), list[Credentials]()
        own = accounts.add("own", ["EventHeld"], 2_000_000, Note(), handed_over.append)
        other = accounts.add("other", ["OfficeState"], 2_000_000, Note(), handed_over.append)
        cards = [read_card(card(settings, one, Form.ENV)) for one in (own, other)]
        own_config, other_config = (config(one) for one in cards)
        # A group of the other one, with something committed.
        with closing(reader(other_config, f"{PREFIX}other.main")) as consumer:
            consumer.subscribe([f"{PREFIX}OfficeState"])
            assert next_of(consumer) == "mine"
            consumer.commit(asynchronous=False)
        yield Stage(own_config, cards[0], other_config)


READING = [
    # topic, group, what comes of it
    ("EventHeld", f"{PREFIX}own.main", "mine"),
    ("EventHeld", f"{PREFIX}own.second-system", "mine"),
    ("EventHeld", f"{PREFIX}other.main", NO_GROUP),
    ("EventHeld", f"{PREFIX}own", NO_GROUP),
    ("EventHeld", f"{PREFIX}own-else.main", NO_GROUP),
    ("EventHeld", "main", NO_GROUP),
    ("EventHeld", f"{PREFIX}liaison.reporting", NO_GROUP),
    ("OfficeState", f"{PREFIX}own.main", NO_TOPIC),  # public, but not given
    ("SignUpConfirmed", f"{PREFIX}own.main", NO_TOPIC),  # internal
    ("ParticipantContact", f"{PREFIX}own.main", NO_TOPIC),  # restricted
    ("liaison.subscribers", f"{PREFIX}own.main", NO_TOPIC),  # who else subscribes
]


@pytest.mark.parametrize("topic, group, outcome", READING)
def test_reading_as_a_member_of_a_group(stage: Stage, topic: str, group: str, outcome: str) -> None:
    assert read(stage.own, PREFIX + topic, group) == outcome


async def test_reading_without_a_group(stage: Stage) -> None:
    """Whoever keeps offsets in a place of their own needs none."""
    assert await read_without_a_group(stage.card, f"{PREFIX}EventHeld") == "mine"


def test_the_list_of_topics_is_that_of_its_own(stage: Stage) -> None:
    assert set(AdminClient(stage.own).list_topics(timeout=30).topics) == {f"{PREFIX}EventHeld"}


def test_the_list_of_groups_is_that_of_its_own(stage: Stage) -> None:
    with closing(reader(stage.own, f"{PREFIX}own.main")) as consumer:
        consumer.subscribe([f"{PREFIX}EventHeld"])
        next_of(consumer)
        admin = AdminClient(stage.own)
        found = admin.list_consumer_groups().result(30)
    names = {group.group_id for group in found.valid}
    assert f"{PREFIX}own.main" in names
    assert {name for name in names if not name.startswith(f"{PREFIX}own.")} == set()


@pytest.mark.parametrize("topic", ["EventHeld", "OfficeState", "NotificationRequested"])
def test_it_writes_nowhere(stage: Stage, topic: str) -> None:
    assert write(stage.own, PREFIX + topic) == NO_TOPIC


HELD, OFFICES = f"{PREFIX}EventHeld", f"{PREFIX}OfficeState"
OTHERS = f"{PREFIX}other.main"
ADMINISTERING = {
    "make a topic": (lambda admin: admin.create_topics([NewTopic(f"{PREFIX}mine", 1, 1)]), NO_TOPIC),
    "delete its topic": (lambda admin: admin.delete_topics([HELD]), NO_TOPIC),
    "delete another topic": (lambda admin: admin.delete_topics([OFFICES]), NO_TOPIC),
    "see a topic's settings": (
        lambda admin: admin.describe_configs([ConfigResource(ConfigResource.Type.TOPIC, HELD)]),
        NO_TOPIC,
    ),
    "see the broker's settings": (
        lambda admin: admin.describe_configs([ConfigResource(ConfigResource.Type.BROKER, "1")]),
        NO_CLUSTER,
    ),
    "see another's group": (lambda admin: admin.describe_consumer_groups([OTHERS]), NO_GROUP),
    "see how far another's group is": (
        lambda admin: admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(OTHERS)]),
        NO_GROUP,
    ),
    "move another's group": (
        lambda admin: admin.alter_consumer_group_offsets(
            [ConsumerGroupTopicPartitions(OTHERS, [TopicPartition(OFFICES, 0, 0)])]
        ),
        NO_GROUP,
    ),
    "delete another's group": (lambda admin: admin.delete_consumer_groups([OTHERS]), NO_GROUP),
}
GOVERNING = {
    "see rights": (lambda admin: admin.rights(), "ClusterAuthorizationFailedError"),
    "see quotas": (lambda admin: admin.limits(), "ClusterAuthorizationFailedError"),
    "raise its quota": (
        lambda admin: admin.limit("me", {"consumer_byte_rate": 1e9}),
        "ClusterAuthorizationFailedError",
    ),
    "give itself a right": (lambda admin: admin.let_read("me", [OFFICES], "g"), "Kafka did not give me its rights"),
    "change the administrator's password": (
        lambda admin: admin.put_user("liaison-admin", "mine"),
        "Kafka did not change its user liaison-admin",
    ),
    "delete records": (
        lambda admin: admin.client.delete_records({kafka.TopicPartition(HELD, 0): 1}),
        "TopicAuthorizationFailedError",
    ),
}


@pytest.mark.parametrize("what", GOVERNING)
def test_governing(stage: Stage, what: str) -> None:
    question, refusal = GOVERNING[what]
    assert administer(stage.card, question).startswith(refusal)


@pytest.mark.parametrize("what", ADMINISTERING)
def test_administering(stage: Stage, what: str) -> None:
    question, refusal = ADMINISTERING[what]
    assert ask(stage.own, question) == refusal


CONNECTING = {
    "its own password": ({}, "ok"),
    "a wrong password": ({"sasl.password": "wrong"}, "_AUTHENTICATION"),
    "a user that is not there": ({"sasl.username": f"{PREFIX}nobody"}, "_AUTHENTICATION"),
    "the name of one of our services": ({"sasl.username": "liaison-events"}, "_AUTHENTICATION"),
    "a weaker way to ask for the password": ({"sasl.mechanism": "SCRAM-SHA-256"}, "_AUTHENTICATION"),
    "the password in the open": ({"sasl.mechanism": "PLAIN"}, "_AUTHENTICATION"),
    "TLS, and no password": ({"security.protocol": "SSL"}, "nothing"),
    "a password, and no TLS": ({"security.protocol": "SASL_PLAINTEXT"}, "nothing"),
    "neither": ({"security.protocol": "PLAINTEXT"}, "nothing"),
    "authorities of the whole world": ({"ssl.ca.pem": None}, "_SSL"),
}


@pytest.mark.parametrize("with_what", CONNECTING)
def test_connecting(stage: Stage, with_what: str) -> None:
    changed, outcome = CONNECTING[with_what]
    told = {name: value for name, value in {**stage.own, **changed}.items() if value is not None}
    assert try_to_connect(told) == outcome


def test_the_controller_opens_to_the_broker_alone(broker: dict[str, str]) -> None:
    """It has no users, so that it asks for a certificate that nobody but the broker has."""
    secrets = Path(broker["KAFKA_CA_FILE"]).parent
    port = json.loads((secrets.parent / "run" / "ports.json").read_text())["kafka-controller"]
    trust = ssl.create_default_context(cafile=broker["KAFKA_CA_FILE"])
    plain = socket.create_connection(("127.0.0.1", port))
    with trust.wrap_socket(plain, server_hostname="localhost") as one, pytest.raises((ssl.SSLError, ConnectionError)):
        one.recv(1)
    with socket.create_connection(("127.0.0.1", port)) as plain:
        plain.sendall(b"\0\0\0\x0a\0\x12\0\0\0\0\0\1\0\0")  # which requests do you know?
        assert plain.recv(100)[:1] in (b"", b"\x15")  # gone, or an alert of TLS
