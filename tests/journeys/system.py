"""A network of our own, started by `liaison up` in a fresh home."""

import asyncio
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liaison_kit.testing import eventually

from tests.journeys.collector import Collector
from tests.journeys.network import Network

ROOT = Path(__file__).parents[2]


@dataclass
class System:
    """A network started by `liaison up` in its own home."""

    home: Path
    environment: dict[str, str]
    network: Network
    collector: Collector | None = None
    """Of its spans; None where they are not collected."""

    def pid(self, process: str) -> int:
        state = json.loads((self.home / "run" / "state.json").read_text())
        return int((state["processes"] | {"supervisor": state["supervisor"]})[process]["pid"] or 0)

    async def kill(self, process: str) -> None:
        """kill -9, and back to the caller at once: the supervisor brings it up again meanwhile."""
        await eventually(lambda: asyncio.to_thread(self._killed, process))

    def _killed(self, process: str) -> bool:
        """Whether there was one to kill: the supervisor may not have noticed yet that the last one is gone."""
        try:
            pid = self.pid(process)
            if pid:
                os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return bool(pid)

    async def all_ready(self) -> None:
        await eventually(self._healthy, within=90)

    async def _healthy(self) -> bool:
        answer = await self.network.http.get("/health")
        return answer.status_code == 200


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in sockets]
    finally:
        for probe in sockets:
            probe.close()


def liaison(environment: dict[str, str], *arguments: str) -> str:
    """Runs the command; AssertionError with what it said if it fails."""
    command = [sys.executable, "-m", "liaison_cli", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT, timeout=600)
    assert done.returncode == 0, f"liaison {' '.join(arguments)}: {done.stdout}\n{done.stderr}"
    return done.stdout


def exported(text: str) -> dict[str, str]:
    """The variables of `export NAME=value` lines."""
    pairs = re.findall(r"^export (\w+)=(.*)$", text, re.MULTILINE)
    return {name: "".join(shlex.split(value)) for name, value in pairs}


def network_of(variables: dict[str, str]) -> Network:
    return Network(
        variables["LIAISON_URL"],
        variables["LIAISON_TOKEN"],
        variables["LIAISON_SINK_URL"],
        variables["KAFKA_BOOTSTRAP_SERVERS"],
    )


@contextmanager
def running(home: Path, collector: Collector | None = None) -> Iterator[System]:
    origin, kafka = _free_ports(2)
    environment = os.environ | {
        "LIAISON_HOME": str(home),
        "LIAISON_CACHE": os.environ.get("LIAISON_CACHE", str(ROOT / ".liaison" / "cache")),
        "LIAISON_PORT": str(origin),
        "LIAISON_KAFKA_PORT": str(kafka),
        **(collector.settings if collector else {}),
    }
    liaison(environment, "up", "--detach")
    try:
        variables = exported(liaison(environment, "env"))
        yield System(home, environment | variables, network_of(variables), collector)
    finally:
        liaison(environment, "down")
