"""Our own services in Kafka: each has a user, and may what the catalogue says and no more."""

from pathlib import Path

import pytest
from liaison_cli.__main__ import application
from liaison_cli.subscribers.kafka_admin import KafkaAdmin
from liaison_cli.subscribers.service_rights import SERVICES, rights_of
from liaison_cli.subscribers.settings import AccessSettings
from liaison_cli.trouble import Trouble
from liaison_contracts.catalog import CATALOG, OTHERS
from typer.testing import CliRunner

from tests.subscribers.outsider import config, read, try_to_connect, write


def service_users(*arguments: str) -> str:
    done = CliRunner().invoke(application(), ["service-users", *arguments], env={"COLUMNS": "200"})
    if isinstance(done.exception, Trouble):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def passwords(tmp_path: Path) -> Path:
    for service in SERVICES:
        (tmp_path / f"{service}_kafka_password").write_text(f"of-{service}\n")
    return tmp_path


def known_as(settings: AccessSettings, service: str, password: str) -> dict[str, str]:
    card = {
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
        "KAFKA_USERNAME": f"{settings.topic_prefix}liaison-{service}",
        "KAFKA_PASSWORD": password,
        "KAFKA_CA": settings.kafka_ca,
    }
    return config(card)


def test_each_topic_of_ours_has_one_who_may_write_it() -> None:
    writers = [topic for name in SERVICES for topic in rights_of(name).writes]
    assert sorted(writers) == sorted(topic.name for topic in CATALOG if topic.publisher != OTHERS)


def test_they_may_what_the_catalogue_says_and_no_more(
    settings: AccessSettings, passwords: Path, topics, prefix: str, admin: KafkaAdmin
) -> None:
    topics("EventHeld", "OfficeState", "GrantAwarded")
    assert "events: writes" in service_users("--passwords", str(passwords))
    events, group = known_as(settings, "events", "of-events"), f"{prefix}liaison.events"
    assert write(events, f"{prefix}EventHeld") == "ok"
    assert write(events, f"{prefix}OfficeState") == "TOPIC_AUTHORIZATION_FAILED"
    assert write(known_as(settings, "registry", "of-registry"), f"{prefix}OfficeState") == "ok"
    assert read(events, f"{prefix}OfficeState", group) == "mine"
    assert read(events, f"{prefix}GrantAwarded", group) == "TOPIC_AUTHORIZATION_FAILED"
    assert read(events, f"{prefix}OfficeState", f"{prefix}liaison.reporting") == "GROUP_AUTHORIZATION_FAILED"


def test_again_changes_passwords_and_takes_what_is_too_much(
    settings: AccessSettings, passwords: Path, topics, prefix: str, admin: KafkaAdmin
) -> None:
    topics("OfficeState")
    service_users("--passwords", str(passwords))
    assert service_users("--passwords", str(passwords)).count("rights given 0, taken 0") == len(SERVICES)
    admin.let_read(f"{prefix}liaison-events", [f"{prefix}GrantAwarded"], f"{prefix}other.")
    (passwords / "events_kafka_password").write_text("another")
    assert "liaison-events: writes" in service_users("--passwords", str(passwords))
    assert not [one for one in admin.rights() if one.resource_pattern.resource_name == f"{prefix}other."]
    assert try_to_connect(known_as(settings, "events", "another")) == "ok"
    assert try_to_connect(known_as(settings, "events", "of-events")) == "_AUTHENTICATION"


@pytest.mark.parametrize(("content", "said"), [(None, "`deploy/make-secrets` makes it"), ("", "is empty")])
def test_without_a_password_nothing_is_made(
    settings: AccessSettings, passwords: Path, content: str | None, said: str, admin: KafkaAdmin
) -> None:
    file = passwords / "events_kafka_password"
    file.unlink() if content is None else file.write_text(content)
    with pytest.raises(Trouble, match=said):
        service_users("--passwords", str(passwords))
    assert not [user for user in admin.users() if user.startswith(settings.topic_prefix)]


def test_for_a_kafka_of_the_citys_own_the_commands_are_shown(settings: AccessSettings, prefix: str) -> None:
    shown = service_users("--show").splitlines()
    assert len(shown) == 4 * len(SERVICES)
    [group] = [line for line in shown if line.endswith(f"--group {prefix}liaison.events")]
    assert group.startswith(f"kafka-acls.sh --add --allow-principal User:{prefix}liaison-events --operation Read")
