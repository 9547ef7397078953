"""The broker as docker-compose.yml tells it: ours inside, by no name; subscribers outside, by name and encrypted."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from confluent_kafka.admin import AdminClient
from liaison_cli.subscribers.settings import AccessSettings
from liaison_local.for_tests import scratch
from liaison_local.home import Home
from liaison_local.kafka import Kafka
from liaison_local.ports import HOST, inner_ports

from tests.subscribers.conftest import Liaison, read_card
from tests.subscribers.outsider import config, read, try_to_connect, write

ROOT = Path(__file__).parents[2]
IMAGES_OWN = re.compile("_{1,3}")
"""How Kafka's image makes a property of a variable: three underscores are a hyphen, two are one, one is a dot."""


class AsComposeSays(Kafka):
    """Its listeners and rights are those of the file, its ports and folders ours."""

    outside: int
    secrets: Path

    def _write_properties(self, name: str, data: Path) -> Path:
        path = super()._write_properties(name, data)
        told = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["kafka"]["environment"]
        ours = {
            r"\$\{LIAISON_KAFKA_HOST:-(\w+)\}:\$\{LIAISON_KAFKA_PORT:-9092\}": rf"\1:{self.outside}",
            r"(?:kafka|(?<=//)):9092": f"{HOST}:{self.port}",
            r"(?:kafka|(?<=//)):9093": f"{HOST}:{self._controller_port}",
            r"(?<=//):9094": f"{HOST}:{self.outside}",
            "/run/secrets": str(self.secrets),
            "/var/lib/kafka/data": str(data),
        }
        lines = []
        for variable, value in told.items():
            filled = str(value)
            for pattern, replaced in ours.items():
                filled = re.sub(pattern, replaced, filled)
            key = variable.removeprefix("KAFKA_").lower()
            lines.append(f"{IMAGES_OWN.sub(lambda found: '._-'[len(found[0]) - 1], key)}={filled}")
        path.write_text(path.read_text() + "\n".join(lines) + "\n")
        return path


@pytest.fixture(scope="module")
def broker() -> Iterator[dict[str, str]]:
    """The variables of reporting, where `liaison subscribers` is typed."""
    with scratch("liaison-compose-") as folder:
        home = Home.at(folder)
        home.prepare()
        ports = inner_ports(home, ("inside", "outside", "controller"), set())
        kafka = AsComposeSays(home, ports["inside"], ports["controller"])
        kafka.outside, kafka.secrets = ports["outside"], folder / "made"
        subprocess.run([ROOT / "deploy" / "make-secrets", kafka.secrets], check=True, capture_output=True)
        process = kafka.start()
        yield {
            "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
            "LIAISON_KAFKA_PUBLIC_SERVERS": f"localhost:{kafka.outside}",
            "KAFKA_CA_FILE": str(kafka.secrets / "kafka_ca"),
        }
        process.stop()


def test_ours_do_everything_inside_and_subscribers_what_they_may_outside(
    liaison: Liaison, settings: AccessSettings, topics, prefix: str
) -> None:
    topics("EventHeld", "SignUpConfirmed")
    inside = {"bootstrap.servers": settings.kafka_bootstrap_servers}
    for name in ("EventHeld", "SignUpConfirmed"):
        assert write(inside, prefix + name) == "ok"
    card = read_card(liaison("add", "city-site", "--topics", "EventHeld"))
    assert card["KAFKA_BOOTSTRAP_SERVERS"] == settings.kafka_public_servers
    own = config(card)
    assert read(own, f"{prefix}EventHeld", f"{prefix}city-site.main") == "mine"
    assert read(own, f"{prefix}SignUpConfirmed", f"{prefix}city-site.main") == "TOPIC_AUTHORIZATION_FAILED"
    assert write(own, f"{prefix}EventHeld") == "TOPIC_AUTHORIZATION_FAILED"
    assert set(AdminClient(inside).list_topics(timeout=30).topics) > {f"{prefix}EventHeld", f"{prefix}SignUpConfirmed"}


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SSL", "SASL_PLAINTEXT"])
def test_outside_nobody_comes_as_nobody(settings: AccessSettings, protocol: str) -> None:
    card = {"KAFKA_BOOTSTRAP_SERVERS": settings.kafka_public_servers, "KAFKA_CA": settings.kafka_ca}
    card |= {"KAFKA_USERNAME": "ANONYMOUS", "KAFKA_PASSWORD": "x", "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512"}
    assert try_to_connect(config(card | {"KAFKA_SECURITY_PROTOCOL": protocol})) != "ok"
    assert try_to_connect(config(card | {"KAFKA_SECURITY_PROTOCOL": "SASL_SSL"})) == "_AUTHENTICATION"


def test_only_the_door_for_subscribers_is_published() -> None:
    kafka = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["kafka"]
    assert [one.rpartition(":")[2] for one in kafka["ports"]] == ["9094"]
    assert "OUTSIDE://:9094" in kafka["environment"]["KAFKA_LISTENERS"]
    assert "OUTSIDE:SASL_SSL" in kafka["environment"]["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"]
