"""`liaison doctor` on a Kafka that knows who asks: a right that is missing, a password, an authority."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from liaison_cli.doctor.rights import wanted
from liaison_cli.subscribers.kafka_admin import KafkaAdmin
from liaison_kit.checking.findings import Finding, State
from liaison_kit.receiving import broker
from liaison_kit.settings import Settings
from liaison_local.for_tests import scratch, secured_broker

from tests.doctor.outside import Authority
from tests.doctor.test_broken_brokers import TOPIC, an_admin, ill, only, told, wait_until

# aiokafka closes a TLS connection a moment after asyncio.run() has ended.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

GROUP, USER = "liaison.events", "liaison-outside"


def _may(right: ACLOperation, kind: ResourceType, name: str) -> ACL:
    pattern = ResourcePattern(kind, name, ACLResourcePatternType.LITERAL)
    return ACL(f"User:{USER}", "*", right, ACLPermissionType.ALLOW, pattern)


def seen(settings: Settings) -> list[Finding]:
    """Of what this user may see at all: the brokers' own affairs are the administrator's."""
    return [each for each in ill(settings) if each.state != State.NOT_LOOKED_AT]


@pytest.fixture(scope="module")
def secured() -> Iterator[tuple[Settings, Settings]]:
    """The administrator, and a user who may do what the events service must, and nothing else."""
    with scratch("liaison-secured-") as folder, secured_broker(folder) as variables:
        ca = Path(variables.pop("KAFKA_CA_FILE")).read_text()
        servers = variables.pop("KAFKA_BOOTSTRAP_SERVERS").replace("127.0.0.1", "localhost")
        administrator = told(servers, KAFKA_CA=ca, **variables)
        asyncio.run(broker.ensure_topics(administrator))
        rights = [(ACLOperation[right], topic) for topic, some in wanted("events", "").items() for right in some]
        with an_admin(administrator) as client:
            KafkaAdmin(client).put_user(USER, "of-events")
            told_rights = [_may(right, ResourceType.TOPIC, topic) for right, topic in rights]
            client.create_acls([*told_rights, _may(ACLOperation.READ, ResourceType.GROUP, GROUP)])
        user = administrator.model_copy(update={"kafka_username": USER, "kafka_password": "of-events"})
        # The controller has said yes; the broker hears of it a moment later.
        wait_until(lambda: not seen(user))
        yield administrator, user


def test_what_the_administrator_sees_and_a_service_may_not(secured: tuple[Settings, Settings]) -> None:
    administrator, events = secured
    wait_until(lambda: not ill(administrator))
    unseen = {each.check for each in ill(events)}
    assert unseen
    assert unseen <= {"kafka.configuration", "kafka.disks", "kafka.versions", "kafka.kept"}


@pytest.mark.parametrize(
    ("kind", "name", "right", "what", "remedy"),
    [
        (ResourceType.TOPIC, TOPIC, "WRITE", "may not write EventHeld", "--operation Write --topic EventHeld"),
        (ResourceType.TOPIC, "StaffState", "READ", "may not read StaffState", "--operation Read --topic StaffState"),
        (ResourceType.GROUP, GROUP, "READ", "group liaison.events", "--operation Read --group liaison.events"),
    ],
    ids=["write", "read", "group"],
)
def test_a_right_that_a_service_lacks(
    secured: tuple[Settings, Settings], kind: ResourceType, name: str, right: str, what: str, remedy: str
) -> None:
    administrator, events = secured
    pattern = ResourcePatternFilter(kind, name, ACLResourcePatternType.LITERAL)
    with an_admin(administrator) as client:
        client.delete_acls([ACLFilter(f"User:{USER}", None, ACLOperation[right], ACLPermissionType.ALLOW, pattern)])
        wait_until(lambda: seen(events))
        found = [each for each in seen(events) if each.check != "kafka.topics"]  # whoever may not see it misses it
        only(found, "kafka.rights", what, remedy)
        client.create_acls([_may(ACLOperation[right], kind, name)])
    wait_until(lambda: not seen(events))


def test_a_password_and_an_authority_that_are_wrong(secured: tuple[Settings, Settings], tmp_path: Path) -> None:
    _, events = secured
    only(ill(events.model_copy(update={"kafka_password": "wrong"})), "kafka.account", USER, "KAFKA_PASSWORD(_FILE)")
    stranger = events.model_copy(update={"kafka_ca": Authority(tmp_path).file.read_text()})
    only(ill(stranger), "kafka.certificate", "nobody that is trusted", "KAFKA_CA_FILE")
