"""One broker with users, rights and TLS for all tests of this folder, and two topics of each class on it."""

import os
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from liaison_cli.__main__ import application
from liaison_cli.subscribers.kafka_admin import KafkaAdmin, kafka_admin
from liaison_cli.subscribers.settings import AccessSettings
from liaison_cli.trouble import Trouble
from liaison_local.for_tests import scratch, secured_broker
from typer.testing import CliRunner

Card = dict[str, str]
Liaison = Callable[..., str]


@pytest.fixture(scope="session")
def broker() -> Iterator[dict[str, str]]:
    """The administrator's variables. It is our own in a container's test run, too: it is the rights that are tested."""
    os.environ.setdefault("LIAISON_CACHE", str(Path(__file__).parents[2] / ".liaison" / "cache"))
    with scratch("liaison-secured-") as folder, secured_broker(folder) as variables:
        yield variables


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> str:
    """Each test has topics, users and groups of its own."""
    return f"t{abs(hash(request.node.nodeid)) % 10**9}."


@pytest.fixture
def settings(broker: dict[str, str], prefix: str, monkeypatch: pytest.MonkeyPatch) -> AccessSettings:
    """The administrator's, also in the environment of commands."""
    for name, value in {**broker, "LIAISON_TOPIC_PREFIX": prefix}.items():
        monkeypatch.setenv(name, value)
    return AccessSettings()


@pytest.fixture
def admin(settings: AccessSettings) -> Iterator[KafkaAdmin]:
    with kafka_admin(settings) as connected:
        yield connected


@pytest.fixture
def liaison(settings: AccessSettings) -> Liaison:
    """What `liaison` prints for these arguments; Trouble where it would say one."""

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(application(), ["subscribers", *arguments], env={"COLUMNS": "200"})
        if isinstance(done.exception, Trouble):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


@pytest.fixture
def topics(admin: KafkaAdmin, prefix: str) -> Callable[..., None]:
    """Makes some, of one partition."""

    def make(*names: str, **options: Any) -> None:
        told = {"num_partitions": 1, "replication_factor": 1, **options}
        admin.client.create_topics({prefix + name: told for name in names}, wait_for_metadata=True)

    return make


def read_card(text: str) -> Card:
    """As a shell reads it."""
    return dict(part.split("=", 1) for part in shlex.split(text))
