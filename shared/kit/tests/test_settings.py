"""Settings: from the environment or from files, and never readable in a log."""

import contextlib
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
from liaison_kit.running.kafka_access import by_keywords, security
from liaison_kit.settings import Settings, complaints
from pydantic import ValidationError
from pydantic_settings import SettingsError

ROOT = Path(__file__).parents[3]


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


def test_our_own_certificate_is_shown_to_a_kafka_that_asks_for_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    subprocess.run([ROOT / "deploy" / "make-secrets", tmp_path], check=True, capture_output=True)
    monkeypatch.setenv("KAFKA_SECURITY_PROTOCOL", "SSL")
    monkeypatch.setenv("KAFKA_CA_FILE", str(tmp_path / "kafka_ca"))
    monkeypatch.setenv("KAFKA_CERTIFICATE_FILE", str(tmp_path / "kafka_administrator"))
    shown = shown_to(by_keywords(Settings())["ssl_context"], tmp_path)
    assert shown["subject"] == ((("commonName", "liaison-administrator"),),)
    monkeypatch.setenv("KAFKA_CERTIFICATE_FILE", str(tmp_path / "away"))
    with pytest.raises(ValidationError) as refused:
        Settings()
    [complaint] = complaints(refused.value, Settings)
    assert complaint.startswith("setting KAFKA_CERTIFICATE_FILE: Path does not point to a file. What belongs there: ")


def shown_to(client: ssl.SSLContext, secrets: Path) -> dict[str, Any]:
    """What a broker that asks for certificates sees of this client."""
    broker = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=secrets / "kafka_ca")
    broker.load_cert_chain(secrets / "kafka_broker")
    broker.verify_mode = ssl.CERT_REQUIRED
    to_broker, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = broker.wrap_bio(to_broker, to_client, server_side=True)
    ends = [asking, client.wrap_bio(to_client, to_broker, server_hostname="kafka")]
    for end in ends * 3:
        with contextlib.suppress(ssl.SSLWantReadError):
            end.do_handshake()
    found = asking.getpeercert()
    assert found
    return dict(found)


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
    [complaint] = complaints(refused.value, Settings)
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
