"""A home of its own for each test, the downloads shared, and small programs in the services' place."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psutil
import pytest
from liaison_local.home import Home
from liaison_local.ports import free_port

HERE = Path(__file__).parent
# Downloads are shared with the developer's own system, so that only the very first run needs a network.
os.environ.setdefault("LIAISON_CACHE", str(HERE.parents[2] / ".liaison" / "cache"))


def wait_until(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


@dataclass
class System:
    """The `liaison` command for one home."""

    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "liaison_cli", *arguments]
        environment = self.environment | more
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    def start(self) -> "subprocess.Popen[str]":
        """In the foreground."""
        command = [sys.executable, "-m", "liaison_cli", "up"]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)

    @property
    def state(self) -> dict[str, dict[str, dict[str, int]]]:
        return json.loads((self.home / "run" / "state.json").read_text())

    def pid(self, name: str) -> int:
        return self.state["processes"][name]["pid"]

    def pids(self) -> list[int]:
        """Of every process, with all that these have started themselves."""
        own = [process["pid"] for process in self.state["processes"].values()]
        return [*own, *(child.pid for pid in own for child in psutil.Process(pid).children(recursive=True))]

    def kill(self, name: str) -> None:
        os.kill(self.pid(name), signal.SIGKILL)

    @cached_property
    def exports(self) -> dict[str, str]:
        """What `liaison env` prints."""
        lines = [shlex.split(line)[1] for line in self.run("env").stdout.splitlines()]
        return dict(line.split("=", 1) for line in lines)


def make_system(home: Path) -> System:
    fake = f"{shlex.quote(sys.executable)} {shlex.quote(str(HERE / 'fake_service.py'))} {{name}}"
    own = {
        "LIAISON_HOME": str(home),
        "LIAISON_PORT": str(free_port(set())),
        "LIAISON_KAFKA_PORT": str(free_port(set())),
        "LIAISON_SERVICE_COMMAND": fake,
        "LIAISON_DEMO_NETWORK": str(HERE / "network.yaml"),
        "COLUMNS": "150",
    }
    return System(home, os.environ | own)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Up and ready; tests may kill its parts, and leave it ready."""
    made = make_system(tmp_path_factory.mktemp("system"))
    done = made.run("up", "--detach")
    assert done.returncode == 0, done.stdout + done.stderr
    yield made
    made.run("down")


@pytest.fixture
def another_system(tmp_path: Path) -> Iterator[System]:
    """Not started yet."""
    made = make_system(tmp_path / "home")
    yield made
    made.run("down")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(scope="session")
def eventually() -> Callable[..., None]:
    return wait_until
