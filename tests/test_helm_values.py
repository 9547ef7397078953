"""The chart takes every setting that docker-compose.yml passes on; deploy/helm/tests shows that it arrives."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helm_values import BY_THE_CHART, SETTINGS, TARGET, schema

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_the_schema_is_what_the_settings_say() -> None:
    assert (ROOT / TARGET).read_text() == schema()


@pytest.mark.parametrize("service", SETTINGS)
def test_each_setting_of_compose_is_one_of_the_chart(service: str) -> None:
    known = json.loads((ROOT / TARGET).read_text())["$defs"][f"secrets-{service}"]["properties"]
    for process, has in COMPOSE.items():
        if process.rpartition("-")[0] == service:
            named = {name if name in BY_THE_CHART else name.removesuffix("_FILE") for name in has["environment"]}
            # What a library reads by itself, past our settings, stands in `environment`.
            ours = {name for name in named if name in known or name.startswith(("LIAISON_", "KAFKA_", "DATABASE_"))}
            assert ours - BY_THE_CHART <= set(known), process


def test_secrets_cannot_stand_among_the_values() -> None:
    plain = json.loads((ROOT / TARGET).read_text())["$defs"]["settings-notifications"]["properties"]
    secret = {"DATABASE_URL", "KAFKA_PASSWORD", "LIAISON_SMS_PROVIDERS", "LIAISON_BOUNCE_SECRET", "LIAISON_SMTP_RELAYS"}
    assert not secret & set(plain)
    assert "LIAISON_SMS_SENDER" in plain


def test_the_chart_and_what_it_starts_have_the_version_of_the_project() -> None:
    chart = yaml.safe_load((ROOT / "deploy/helm/liaison/Chart.yaml").read_text())
    [version] = {
        line.split('"')[1] for line in (ROOT / "pyproject.toml").read_text().splitlines() if line.startswith("version")
    }
    assert (chart["version"], chart["appVersion"]) == (version, version)
