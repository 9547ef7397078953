"""`liaison doctor` on brokers that are broken on purpose, each in one thing, which it finds, and says what to do."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient
from kafka.admin import (
    ConfigResource,
    ConfigResourceType,
    NewPartitions,
)
from liaison_cli.doctor import kafka as doctor
from liaison_kit.checking import of_topics
from liaison_kit.checking.findings import Finding, State
from liaison_kit.receiving import broker
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.settings import Settings
from liaison_local import kafka as local
from liaison_local.for_tests import scratch
from liaison_local.home import Home
from liaison_local.ports import inner_ports

from tests.audiences import service_named
from tests.doctor.town import PATIENCE

TOPIC, GROUP, USER = "EventHeld", "liaison.events", "liaison-outside"
EVENTS = of_topics.of_service(service_named("events"))
os.environ.setdefault("LIAISON_CACHE", str(Path(__file__).parents[2] / ".liaison" / "cache"))


def told(servers: str, **more: str) -> Settings:
    return Settings(DATABASE_URL="postgresql://nowhere/none", KAFKA_BOOTSTRAP_SERVERS=servers, **more)


def ill(settings: Settings, *, topics: bool = True) -> list[Finding]:
    """What the doctor finds of Kafka, and the service of its topics, if it can be asked."""
    found = doctor.look_at_kafka(settings, "events", PATIENCE / 6, brokers=True)
    if topics and not any(each.state == State.BROKEN for each in found):
        found += asyncio.run(of_topics.look(EVENTS, settings))
    return [each for each in found if each.state != State.OK]


def only(found: Sequence[Finding], check: str, what: str, remedy: str, state: State = State.BROKEN) -> None:
    assert [(each.check, each.state) for each in found] == [(check, state)], [str(each) for each in found]
    assert what in found[0].what
    assert remedy in found[0].remedy


@contextmanager
def a_broker(more: str = "", data: Path | None = None, *, topics: bool = True) -> Iterator[Settings]:
    """One of its own, with more lines in its configuration, or its records on another disk."""
    with scratch("liaison-broker-") as folder, pytest.MonkeyPatch.context() as patch:
        # The last of two lines with one key counts.
        patch.setattr(local, "OPEN_PROPERTIES", local.OPEN_PROPERTIES + more)
        home = Home.at(folder)
        home.prepare()
        ports = inner_ports(home, ("kafka", "kafka-controller"), set())
        kafka = local.Kafka(home, ports["kafka"], ports["kafka-controller"])
        if data:
            kafka._data = data / "kafka"
        with home.locked():
            process = kafka.start()
            try:
                settings = told(f"localhost:{ports['kafka']}")
                if topics:
                    asyncio.run(broker.ensure_topics(settings))
                yield settings
            finally:
                process.stop()


@pytest.fixture(scope="module")
def well() -> Iterator[Settings]:
    with a_broker() as settings:
        yield settings


@contextmanager
def an_admin(settings: Settings) -> Iterator[Any]:
    client = KafkaAdminClient(**by_keywords(settings))
    try:
        yield client
    finally:
        client.close()


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def set_up(kind: ConfigResourceType, name: str, **config: str) -> Callable[[Any], object]:
    named = {key.replace("_", "."): value for key, value in config.items()}
    return lambda admin: admin.alter_configs([ConfigResource(kind, name, named)])


def test_a_broker_that_is_well(well: Settings) -> None:
    assert ill(well) == []
    checks = {each.check for each in doctor.look_at_kafka(well, "events", PATIENCE / 6, brokers=True)}
    assert checks >= {
        f"kafka.{name}" for name in ("reach", "listeners", "version", "configuration", "disks", "replicas")
    }


TOPICS = ConfigResourceType.TOPIC


@pytest.mark.parametrize(
    ("breaks", "check", "what", "remedy"),
    [
        (
            lambda admin: admin.create_partitions({TOPIC: NewPartitions(6)}),
            *("kafka.partitions", "EventHeld has 6 partitions, not 4", "docs/runbooks/restore.md"),
        ),
        (lambda admin: admin.delete_topics([TOPIC]), "kafka.topics", "missing: EventHeld", "role migrate"),
        (
            set_up(TOPICS, TOPIC, retention_ms="86400000"),
            *("kafka.kept", "retention.ms=86400000", "--add-config retention.ms=-1"),
        ),
        (
            set_up(TOPICS, TOPIC, cleanup_policy="compact"),
            *("kafka.kept", "cleanup.policy=compact", "--add-config cleanup.policy=delete"),
        ),
        (
            set_up(TOPICS, TOPIC, min_insync_replicas="2"),
            *("kafka.copies", "Nothing can be written to EventHeld", "--add-config min.insync.replicas=1"),
        ),
    ],
    ids=["partitions", "missing", "retention", "compacted", "in-sync"],
)
def test_a_topic_that_differs_from_the_catalogue(
    well: Settings, breaks: Callable[[Any], object], check: str, what: str, remedy: str
) -> None:
    with an_admin(well) as admin:
        breaks(admin)
        wait_until(lambda: ill(well))
        only(ill(well), check, what, remedy)
        if TOPIC in admin.list_topics():
            admin.delete_topics([TOPIC])
            wait_until(lambda: TOPIC not in admin.list_topics())
    asyncio.run(broker.ensure_topics(well))
    wait_until(lambda: not ill(well))


def test_fewer_copies_than_were_asked_for(well: Settings) -> None:
    only(ill(well.model_copy(update={"topic_replication": 3})), "kafka.copies", "Fewer than 3 copies", "more brokers")


def test_a_broker_that_may_lose_records(well: Settings) -> None:
    anybody = ConfigResourceType.BROKER
    with an_admin(well) as admin:
        set_up(anybody, "1", unclean_leader_election_enable="true")(admin)
        wait_until(lambda: ill(well))
        only(ill(well), "kafka.configuration", "unclean.leader.election.enable=true", "enable=false")
        admin.reset_configs([ConfigResource(anybody, "1", {"unclean.leader.election.enable": None})])
        wait_until(lambda: not ill(well))


@pytest.mark.parametrize(
    ("servers", "more", "check", "what", "remedy"),
    [
        ("localhost:1", {}, "kafka.reach", "does not answer", "KAFKA_BOOTSTRAP_SERVERS"),
        ("", {"KAFKA_SECURITY_PROTOCOL": "SSL"}, "kafka.reach", "does not speak SSL", "KAFKA_SECURITY_PROTOCOL"),
        ("", {"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_CA": "no PEM"}, "kafka.reach", "KAFKA_CA is no", "PEM text"),
    ],
    ids=["away", "protocol", "authority"],
)
def test_a_door_that_is_shut(
    well: Settings, servers: str, more: dict[str, str], check: str, what: str, remedy: str
) -> None:
    only(ill(told(servers or well.kafka_bootstrap_servers, **more)), check, what, remedy)
