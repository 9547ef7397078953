"""The chart beside docker-compose.yml: what a process is told, may read and asks there is the same here."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from deploy.helm.tests.chart import HERE, RUNNING, SERVICES, Rendered
from tests.helm_values import SETTINGS

COMPOSE: dict[str, Any] = yaml.safe_load((HERE.parents[2] / "docker-compose.yml").read_text())["services"]
PROCESSES = [f"{service}-{role}" for service in SERVICES for role in (*RUNNING, "migrate")]
VALID = {
    "DATABASE_URL": "postgresql://of:secret@postgres.city.example:5432/of?sslmode=verify-full",
    "KAFKA_CA": "-----BEGIN CERTIFICATE-----",
    "LIAISON_SMTP_URL": "smtps://liaison@mail.city.example",
    "LIAISON_SMTP_RELAYS": "smtp://liaison:secret@relay.city.example:587?name=second",
    "LIAISON_SMS_PROVIDERS": "turbosms://secret@api.turbosms.ua?rate=20",
    "LIAISON_BOUNCE_MAILBOX": "pop3s://bounces:secret@mail.city.example",
}
"""What stands in the Secrets, where any text would not do."""


def told(environment: dict[str, Any]) -> set[str]:
    """The settings by name, whether they come as a value or as a file."""
    return {name.removesuffix("_FILE") for name in environment}


def test_the_processes_are_the_same() -> None:
    assert {name for name in COMPOSE if name.rpartition("-")[0] in SERVICES} == set(PROCESSES)


@pytest.mark.parametrize("process", PROCESSES)
def test_all_that_compose_passes_on_can_be_set(process: str, full: Rendered) -> None:
    missing = told(COMPOSE[process]["environment"]) - told(full.environment(process))
    assert missing == set(), f"values/full.yaml sets {missing} nowhere, or the chart does not pass it on"


@pytest.mark.parametrize("process", PROCESSES)
def test_files_are_mounted_by_the_same_processes_at_the_same_place(process: str, minimal: Rendered) -> None:
    in_compose = {one.partition(":")[2] for one in COMPOSE[process].get("volumes", [])}
    mounted = {one["mountPath"] for one in minimal.container(process)["volumeMounts"]}
    assert mounted - {"/tmp", "/run/secrets/liaison"} == in_compose
    claims = [
        one["persistentVolumeClaim"] for one in minimal.pods()[process]["spec"]["volumes"] if one["name"] == "files"
    ]
    volumes = [one.partition(":")[0] for one in COMPOSE[process].get("volumes", [])]
    assert claims == [{"claimName": f"liaison-{volume}"} for volume in volumes]


@pytest.mark.parametrize("process", PROCESSES)
def test_the_citys_secret_of_sign_ins_is_read_where_people_sign_in_alone(process: str, full: Rendered) -> None:
    reads = any(name.startswith("LIAISON_OIDC") for name in full.environment(process))
    assert reads == (process == "registry-api")


@pytest.mark.parametrize("process", PROCESSES)
def test_the_program_takes_what_the_chart_tells_it(
    process: str, full: Rendered, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    service = process.partition("-")[0]
    for name, value in full.environment(process).items():
        if value.startswith("/run/secrets/liaison/"):
            setting = name.removesuffix("_FILE")
            (tmp_path / setting).write_text(VALID.get(setting, "twenty-two-characters-at-least"))
            value = str(tmp_path / setting)
        monkeypatch.setenv(name, value)
    found = SETTINGS[service]()
    assert found.url == "https://liaison.city.example"
    assert (found.rates.write, found.rates.staff, found.rates.read) == (120, 12_000_000, 600)
    assert found.kafka_security_protocol == "SASL_SSL"
    left_as_it_was = [
        name
        for name, field in type(found).model_fields.items()
        if str(field.validation_alias or f"LIAISON_{name}").upper() in told(full.environment(process))
        and getattr(found, name) in (field.default, SecretStr(""))
        and name not in ("log_format", "sms_sender")
    ]
    assert left_as_it_was == []


def test_secrets_are_mounted_from_where_the_values_say(full: Rendered) -> None:
    [volume] = [one for one in full.pods()["registry-api"]["spec"]["volumes"] if one["name"] == "secrets"]
    files = {one["secret"]["items"][0]["path"]: one["secret"] for one in volume["projected"]["sources"]}
    assert files["DATABASE_URL"] == {
        "name": "liaison-registry",
        "items": [{"key": "database-url", "path": "DATABASE_URL"}],
    }
    # A service's own password wins over that of all.
    assert files["KAFKA_PASSWORD"]["name"] == "liaison-registry"
    assert files["postgres-ca.crt"]["name"] == "liaison-postgres"
    named = {
        name.removesuffix("_FILE")
        for name, value in full.environment("registry-api").items()
        if "/run/secrets" in value
    }
    assert set(files) - {"postgres-ca.crt", "kafka-client.pem"} == named - {"KAFKA_CERTIFICATE"}


def test_caddy_is_told_the_same(full: Rendered) -> None:
    assert set(COMPOSE["caddy"]["environment"]) <= set(full.environment("front"))
    assert full.environment("front")["REGISTRY_ADDRESS"] == "liaison-registry-api:8000"


def test_the_health_page_asks_the_same_processes(full: Rendered) -> None:
    asked = sorted(one.partition("=")[0] for one in full.container("health")["args"])
    assert asked == sorted(one.partition("=")[0] for one in COMPOSE["health"]["command"])
    services = {one["metadata"]["name"] for one in full.of_kind("Service")}
    assert {
        one.partition("=")[2].removeprefix("http://").removesuffix(":8000") for one in full.container("health")["args"]
    } <= services
    assert full.container("health")["command"] == COMPOSE["health"]["entrypoint"]
