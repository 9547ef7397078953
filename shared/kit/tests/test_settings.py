"""Settings: from the environment or from files, and never readable in a log."""

from pathlib import Path

import pytest
from liaison_kit.running.kafka_access import by_keywords, security
from liaison_kit.settings import Settings, complaints
from pydantic import ValidationError
from pydantic_settings import SettingsError


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://role:very-secret@localhost/db")
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")


def test_a_secret_can_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL")
    (tmp_path / "url").write_text("postgresql://role@localhost/other")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    assert Settings().database_url == "postgresql://role@localhost/other"


def test_a_kafka_with_users_needs_a_user_and_a_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("KAFKA_USERNAME", "liaison-events")
    with pytest.raises(ValidationError, match="set KAFKA_USERNAME and KAFKA_PASSWORD"):
        Settings()
    (tmp_path / "password").write_text("very-secret\n")
    monkeypatch.setenv("KAFKA_PASSWORD_FILE", str(tmp_path / "password"))
    assert Settings().kafka_password == "very-secret"
    assert "very-secret" not in repr(Settings())


def test_a_kafka_without_users_needs_neither() -> None:
    assert by_keywords(Settings()) == {"bootstrap_servers": "localhost:9092"}
    assert security(Settings()) is None


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "very-secret" not in repr(Settings())


def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS")
    with pytest.raises(ValidationError, match="KAFKA_BOOTSTRAP_SERVERS"):
        Settings()


@pytest.mark.parametrize("variable", ["LIAISON_RATES", "LIAISON_LOG_FORMAT", "LIAISON_HTTP_PORT"])
def test_a_wrong_setting_is_named_and_its_value_is_not(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "very-secret")
    with pytest.raises((ValidationError, SettingsError)) as refused:
        Settings()
    [complaint] = complaints(refused.value)
    assert variable.removeprefix("LIAISON_") in complaint.upper()
    assert "very-secret" not in complaint


def test_an_empty_setting_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_URL", "")
    assert Settings().url == "http://localhost:8080"


@pytest.mark.parametrize(
    ("host", "url", "allowed"),
    [
        ("127.0.0.1", "https://liaison.example", True),
        ("0.0.0.0", "http://localhost:18080", True),  # a container, published on its own machine alone
        ("0.0.0.0", "https://liaison.example", False),
        ("192.0.2.1", "http://192.0.2.1:8080", False),
    ],
)
def test_a_demonstration_is_not_for_the_world(host: str, url: str, allowed: bool) -> None:
    assert not Settings(http_host=host, url=url).demo
    if allowed:
        assert Settings(http_host=host, url=url, demo=True).demo
        return
    with pytest.raises(ValidationError, match="demo mode is for one machine"):
        Settings(http_host=host, url=url, demo=True)
