"""What docker-compose.yml tells, and deploy/production.yml over it.

The registry starts with or without a city sign-in, wishes outlive databases, and in production nobody is forgotten.
"""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from liaison_cli.subscribers.service_rights import SERVICES, user_of
from liaison_kit.database import CONNECTIONS
from liaison_kit.settings import complaints
from liaison_registry.settings import RegistrySettings
from liaison_reporting.settings import ReportingSettings
from pydantic import ValidationError

ROOT = Path(__file__).parents[1]
CITY = {
    "LIAISON_OIDC_ISSUER": "https://id.city.example/realms/city",
    "LIAISON_OIDC_CLIENT_ID": "liaison",
    "LIAISON_OIDC_ROLES": '{"lo-worker": "worker"}',
    "LIAISON_OIDC_ROLES_CLAIM": "realm_access.roles",
}


def processes() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def set_as_for(process: str, monkeypatch: pytest.MonkeyPatch, secrets: Path, **told: str) -> None:
    """The environment of this process, where whoever runs it has set these variables."""
    subprocess.run([ROOT / "deploy" / "make-secrets", secrets], check=True, capture_output=True)
    variables = {"LIAISON_URL": "https://liaison.example", **told}
    for name, value in processes()[process]["environment"].items():
        filled = re.sub(r"\$\{(\w+):[-?]([^}]*)\}", lambda found: variables.get(found[1], found[2]), str(value))
        mounted = filled.replace("/run/secrets", str(secrets)) if name.endswith("_FILE") else filled
        monkeypatch.setenv(name, mounted)


def settings(monkeypatch: pytest.MonkeyPatch, secrets: Path, **told: str) -> RegistrySettings:
    """As registry-api reads them."""
    set_as_for("registry-api", monkeypatch, secrets, **told)
    return RegistrySettings()


def test_without_a_city_sign_in_nothing_need_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = settings(monkeypatch, tmp_path)
    assert found.oidc_issuer is None
    assert (found.oidc_roles_claim, found.oidc_roles, found.oidc_link_by_email) == ("roles", {}, False)


def test_a_city_sign_in_needs_five_things(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(monkeypatch, tmp_path, **CITY)
    [complaint] = complaints(refused.value, RegistrySettings)
    assert complaint.startswith("settings: with LIAISON_OIDC_ISSUER set")
    (tmp_path / "oidc_client_secret").write_text("of the provider\n")
    found = settings(monkeypatch, tmp_path, **CITY)
    assert found.oidc_issuer == CITY["LIAISON_OIDC_ISSUER"]
    assert found.oidc_client_secret
    assert found.oidc_client_secret.get_secret_value() == "of the provider"
    assert (found.oidc_roles_claim, found.oidc_roles) == ("realm_access.roles", {"lo-worker": "worker"})


@pytest.mark.parametrize(
    ("service", "setting"), [("events", "LIAISON_WISHES_FILE"), ("notifications", "LIAISON_SEALING_KEY_FILE")]
)
def test_whoever_notes_a_wish_or_heeds_it_again_has_the_volume_that_it_is_on(service: str, setting: str) -> None:
    """Elsewhere it would be gone with the container, and whoever was erased would come back with a backup."""
    volumes = {}
    for role in ("migrate", "api", "jobs", "relay", "consumer"):
        process = processes()[f"{service}-{role}"]
        folder = Path(process["environment"][setting]).parent
        volumes[role] = [
            name for name, _, at in (one.partition(":") for one in process.get("volumes", [])) if at == str(folder)
        ]
    assert volumes["relay"] == volumes["consumer"] == []
    assert volumes["migrate"] == volumes["api"] == volumes["jobs"] != []


def test_events_cannot_reach_the_sealing_keys() -> None:
    mounted = {name for name, process in processes().items() if "sealing:" in str(process.get("volumes", []))}
    assert mounted == {"notifications-migrate", "notifications-api", "notifications-jobs", "operator"}


@pytest.mark.parametrize("process", ["reporting-api", "reporting-jobs"])
def test_who_takes_webhooks_and_who_delivers_them_know_where_they_may_go(
    process: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_as_for(process, monkeypatch, tmp_path)
    left_out = ReportingSettings()
    assert (left_out.networks_for_webhooks, left_out.webhook_days) == ([], 5)
    told = {"LIAISON_WEBHOOK_NETWORKS": "10.20.0.0/16", "LIAISON_WEBHOOK_DAYS": "9"}
    set_as_for(process, monkeypatch, tmp_path, **told)
    found = ReportingSettings()
    assert [str(one) for one in found.networks_for_webhooks] == ["10.20.0.0/16"]
    assert found.webhook_days == 9


def test_asyncapi_tells_programs_of_the_door_for_subscribers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_as_for("reporting-api", monkeypatch, tmp_path, LIAISON_KAFKA_HOST="kafka.city.example")
    found = ReportingSettings()
    assert (found.servers_for_subscribers, found.protocol_for_subscribers) == ("kafka.city.example:9092", "SASL_SSL")


@pytest.mark.parametrize("file", ["trial.env", "production.env"])
def test_the_file_to_begin_with_has_all_that_must_be_told(file: str) -> None:
    """What is left empty there is named by compose before anything starts."""
    wanted = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    told = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / "deploy" / file).read_text(), re.MULTILINE))
    assert wanted <= told.keys()
    assert {name for name in wanted if told[name]} == (wanted if file == "trial.env" else set())


class Overlay(yaml.SafeLoader):
    """Knows compose's own tag for what takes the place of a list, instead of being added to it."""


Overlay.add_constructor("!override", lambda loader, node: loader.construct_sequence(node, deep=True))


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load((ROOT / "deploy" / "production.yml").read_text(), Overlay)
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_in_production_each_process_has_its_services_user_and_all_but_migrate_a_twin(
    service: str, production: dict[str, Any]
) -> None:
    for name in (name for name in processes() if name.startswith(f"{service}-")):
        told = production["services"][name]
        assert told["environment"]["KAFKA_USERNAME"] == user_of(service)
        assert told["environment"]["KAFKA_PASSWORD_FILE"] == f"/run/secrets/{service}_kafka_password"
        assert told["environment"]["KAFKA_SECURITY_PROTOCOL"] == "SASL_SSL"
        assert told["environment"]["PGSSLMODE"] == "verify-full"
        assert f"{service}_kafka_password" in told["secrets"]
        assert ("deploy" in told) == (not name.endswith("-migrate"))


def test_postgresql_has_a_connection_for_each_that_a_process_may_open(production: dict[str, Any]) -> None:
    """And five more for each: a bell, a lease, a lock of a migration hold one of their own."""
    roles = ("api", "consumer", "relay", "jobs")
    running = [name for name in processes() if name.endswith(roles)]
    for told, copies in ((processes()["postgres"]["command"], 1), (production["services"]["postgres"]["command"], 2)):
        [most] = re.findall(r"max_connections=\$\{LIAISON_POSTGRES_CONNECTIONS:-(\d+)\}", " ".join(told))
        assert int(most) >= len(running) * copies * (CONNECTIONS + 5)


def test_in_production_no_service_knows_anothers_password(production: dict[str, Any]) -> None:
    for name, told in production["services"].items():
        passwords = {one for one in told.get("secrets", ()) if one.endswith("_kafka_password")}
        assert name == "administrator" or len(passwords) <= 1


def test_make_secrets_makes_all_that_both_files_read(production: dict[str, Any], tmp_path: Path) -> None:
    subprocess.run([ROOT / "deploy" / "make-secrets", tmp_path], check=True, capture_output=True)
    base = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["secrets"]
    assert {*base, *production["secrets"]} <= {one.name for one in tmp_path.iterdir()}


def test_no_container_may_do_anything_or_write_anywhere() -> None:
    for name, told in processes().items():
        assert told["read_only"], name
        assert told["cap_drop"] == ["ALL"], name
        assert told["security_opt"] == ["no-new-privileges:true"], name
        assert told["mem_limit"], name
        assert told["pids_limit"] <= 1024, name
        assert told["logging"]["options"]["max-size"], name
