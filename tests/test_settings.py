"""Whoever starts a service wrongly is told which setting it is and what belongs there, whatever the role."""

import sys
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
import yaml
from liaison_kit.process import ROLES, main
from liaison_kit.service import Service
from liaison_kit.settings import Settings, complaints, variable
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import SettingsError

from tests import settings_page
from tests.audiences import SERVICES, service_named

NEITHER_TEXT_NOR_NUMBER = "~ ,/ ~"


def fields(service: Service) -> dict[str, FieldInfo]:
    return dict(service.settings.model_fields)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """All that any service must be told; whatever else this machine says is taken away."""
    for service in map(service_named, SERVICES):
        for name in fields(service):
            for setting in (variable(service.settings, name), f"{variable(service.settings, name)}_FILE"):
                monkeypatch.delenv(setting, raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:1/nowhere")
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv("LIAISON_SMS_GATEWAY_TOKEN", "hush")
    for name in ("SIGNING_KEY", "TOTP_KEY", "SEALING_KEY", "WISHES"):
        monkeypatch.setenv(f"LIAISON_{name}_FILE", str(tmp_path / name))
    return monkeypatch


def said(service: Service) -> str:
    """What the program says when it ends because of its settings."""
    with pytest.raises((ValidationError, SettingsError)) as refused:
        service.settings()
    [complaint] = complaints(refused.value, service.settings)
    assert "hush" not in complaint
    return complaint


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", SERVICES)
def test_each_role_of_each_service_names_what_is_missing(
    told: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, role: str
) -> None:
    service = service_named(name)
    told.setattr(sys, "argv", ["program", role])
    for required in (each for each, field in fields(service).items() if field.default is PydanticUndefined):
        setting = variable(service.settings, required)
        with pytest.MonkeyPatch.context() as without:
            without.delenv(setting)
            with pytest.raises(SystemExit) as ended:
                main(service)
        output = f"{ended.value.code} {capsys.readouterr().out}"
        assert (
            f"setting {setting}: it is not set. What belongs there: {fields(service)[required].description}" in output
        )


def wrong(field: FieldInfo) -> str | None:
    """What this setting cannot be; None where any text will do."""
    kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
    if get_origin(field.annotation) is Literal or any(getattr(each, "pattern", None) for each in field.metadata):
        return NEITHER_TEXT_NOR_NUMBER
    if any(issubclass(kind, int | float | time | dict | BaseModel) for kind in kinds) or get_origin(field.annotation):
        return None if {str, SecretStr} & set(kinds) else NEITHER_TEXT_NOR_NUMBER
    return None


@pytest.mark.parametrize("name", SERVICES)
def test_each_wrong_setting_is_named_with_what_belongs_there(told: pytest.MonkeyPatch, name: str) -> None:
    service, tried = service_named(name), 0
    for each, field in fields(service).items():
        value, setting = wrong(field), variable(service.settings, each)
        if value is not None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(setting, value)
                complaint = said(service)
            assert complaint.startswith(f"setting {setting}: "), complaint
            assert complaint.endswith(f"What belongs there: {field.description}"), complaint
            tried += 1
    assert tried >= 13


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (Path, "No such file or directory"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "it is not a text"),
    ],
    ids=["missing", "a-folder", "no-text"],
)
def test_a_secret_whose_file_cannot_be_read(
    told: pytest.MonkeyPatch, tmp_path: Path, name: str, make: Any, reason: str
) -> None:
    make(tmp_path / "secret")
    told.setenv("DATABASE_URL_FILE", str(tmp_path / "secret"))
    complaint = said(service_named(name))
    assert complaint.startswith(f"setting DATABASE_URL_FILE: {tmp_path}/secret cannot be read ({reason}). What belongs")


def test_an_empty_file_is_not_set_and_is_named(told: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told.delenv("DATABASE_URL")
    (tmp_path / "secret").write_text("\n")
    told.setenv("DATABASE_URL_FILE", str(tmp_path / "secret"))
    complaint = said(service_named("events"))
    assert complaint.startswith(f"setting DATABASE_URL: it is not set, for {tmp_path}/secret, which DATABASE_URL_FILE")


OF_THE_PROGRAM_ALONE = {"LIAISON_CLAIM_LEASE_SECONDS", "LIAISON_DEMO_TOKEN"}
"""What nobody changes in production: half of it belongs to tests, half to demonstrations."""


@pytest.mark.parametrize("name", SERVICES)
def test_docker_compose_passes_on_what_a_city_may_set(name: str) -> None:
    """Else it is set in vain, and nobody notices."""
    processes = yaml.safe_load((settings_page.PAGE.parents[1] / "docker-compose.yml").read_text())["services"]
    passed = {each for of, told in processes.items() if of.startswith(f"{name}-") for each in told["environment"]}
    passed |= {each.removesuffix("_FILE") for each in passed}
    service = service_named(name)
    own = {variable(service.settings, each) for each in fields(service) if each not in Settings.model_fields}
    assert own - passed <= OF_THE_PROGRAM_ALONE


def test_the_page_of_settings_has_them_all_and_says_which_are_secret() -> None:
    page = settings_page.page()
    for service in map(service_named, SERVICES):
        assert all(f"| `{variable(service.settings, name)}` |" in page for name in fields(service))
    secrets = {line.split("`")[1] for line in page.splitlines() if "**Secret.**" in line}
    assert {"DATABASE_URL", "KAFKA_PASSWORD", "LIAISON_SMS_PROVIDERS", "LIAISON_OIDC_CLIENT_SECRET"} <= secrets
