"""The command's own sub-commands, and those that other packages add."""

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked += 1
        ready = self.server.asked > self.server.not_ready_for
        self.send_response(200 if ready else 503)
        self.end_headers()
        self.wfile.write(b"ready" if ready else b"starting")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[http.server.HTTPServer]:
    """Answers /health with 503 as often as `not_ready_for` says, then with 200."""
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as made:
        made.asked, made.not_ready_for = 0, 0
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def liaison(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "liaison_cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_health_succeeds_when_the_process_is_ready(server) -> None:
    done = liaison("health", f"127.0.0.1:{server.server_port}")
    assert (done.returncode, done.stdout.strip().endswith("200 ready")) == (0, True)


def test_health_fails_when_the_process_is_not_ready(server) -> None:
    server.not_ready_for = 1
    done = liaison("health", f"http://127.0.0.1:{server.server_port}/health")
    assert done.returncode == 1
    assert "503 starting" in done.stdout


def test_health_waits_until_the_process_is_ready(server) -> None:
    server.not_ready_for = 3
    assert liaison("health", f"127.0.0.1:{server.server_port}", "--wait", "30").returncode == 0
    assert server.asked == 4


def test_health_without_an_address_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LIAISON_HEALTH_URL", raising=False)
    monkeypatch.setenv("LIAISON_HOME", str(tmp_path))  # nothing runs there
    done = liaison("health")
    assert done.returncode == 1
    assert "No address was given" in done.stderr
    assert "Traceback" not in done.stderr


def test_version_names_every_installed_package() -> None:
    assert "liaison-cli 0.1.0" in liaison("version").stdout


def test_installed_packages_add_their_commands() -> None:
    shown = liaison("--help").stdout
    for command in ("health", "version", "replay", "up", "down", "status", "logs", "reset", "env"):
        assert command in shown


def test_replay_of_what_is_no_service_says_so() -> None:
    for name in ("kit", "nothing", "../x"):
        done = liaison("replay", name)
        assert (done.returncode, "no service named" in done.stderr) == (1, True)


def test_replay_without_a_system_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LIAISON_HOME", str(tmp_path))
    done = liaison("replay", "reporting")
    assert done.returncode == 1
    assert "Set DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("asked", ["health", "dead-letters", "keys", "webhooks", "up"])
def test_whoever_types_a_command_does_not_wait_for_what_others_need(asked: str) -> None:
    """Migrations, web services and clients of Kafka take two seconds to be read."""
    read = "import sys; from liaison_cli.__main__ import application; application(sys.argv[1]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", read, asked], capture_output=True, text=True, check=True)
    assert not {"alembic", "fastapi", "kafka", "sqlalchemy"} & set(done.stdout.split())
