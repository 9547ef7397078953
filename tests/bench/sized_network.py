"""A network of so many offices in a home of its own, that has lived for a year; and what it takes then."""

import asyncio
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
import yaml
from liaison_local.databases import SERVICES
from liaison_local.demo.played_year import played_year
from liaison_local.demo.player import Player, year_name
from liaison_local.ports import free_port

ROOT = Path(__file__).parents[2]
START = date(2023, 5, 15)
PAGES = ("/", "/events?past=true", "/offices", "/results", "/data")
TIMES = 12
MEGABYTE = 1_000_000
# Whoever plays a year within minutes is one address; the limits are about others.
RATES = json.dumps(dict.fromkeys(("read", "write", "personal", "staff"), 10_000_000))


@dataclass(frozen=True)
class Network:
    """A running one."""

    home: Path
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return self.environment["LIAISON_URL"]

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.environment['LIAISON_TOKEN']}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)

    def rows(self, service: str, statement: str, *values: Any) -> list[Any]:
        async def ask() -> list[Any]:
            connection = await asyncpg.connect(self.environment[f"{service.upper()}_DATABASE_URL"])
            try:
                return list(await connection.fetch(statement, *values, timeout=3600))
            finally:
                await connection.close()

        return asyncio.run(ask())


@contextmanager
def network(offices: int) -> Iterator[Network]:
    """Started by `liaison up` as on a laptop, each service one process of all roles."""
    with tempfile.TemporaryDirectory(prefix="liaison-sizes-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / "network.yaml"
        file.write_text(yaml.safe_dump(_file(offices), allow_unicode=True))
        told = os.environ | {
            "LIAISON_HOME": f"{folder}/home",
            "LIAISON_CACHE": os.environ.get("LIAISON_CACHE") or str(ROOT / ".liaison" / "cache"),
            "LIAISON_DEMO_NETWORK": str(file),
            "LIAISON_PORT": str(free_port(set())),
            "LIAISON_KAFKA_PORT": str(free_port(set())),
            "LIAISON_RATES": RATES,
        }
        liaison = [sys.executable, "-m", "liaison_cli"]
        subprocess.run([*liaison, "up", "--detach"], env=told, check=True)
        try:
            exports = subprocess.run([*liaison, "env"], env=told, check=True, capture_output=True, text=True).stdout
            pairs = (shlex.split(line)[1].partition("=") for line in exports.splitlines())
            yield Network(Path(folder) / "home", {name: value for name, _, value in pairs})
        finally:
            subprocess.run([*liaison, "down"], env=told, check=True, stdout=subprocess.DEVNULL)


def _file(offices: int) -> dict[str, Any]:
    """The demonstration's community and programme, and as many offices as are wanted, spread over its districts."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "demo" / "vinnytsia.yaml").read_text())
    districts, like = found["districts"], found["offices"][0]
    found["offices"] = [
        deepcopy(like)  # or YAML would name its rooms and hours once and refer to them, which an import refuses
        | {
            "slug": f"office-{number:03}",
            "district": districts[number % len(districts)]["code"],
            "name": f"Офіс взаємодії № {number + 1}",
            "name_en": f"Liaison Office {number + 1}",
            "address": f"вул. Прикладна, {number + 1}",
            "address_en": f"{number + 1} Prykladna Street",
        }
        for number in range(offices)
    ]
    return found


def live_a_year(running: Network, offices: int) -> tuple[int, float]:
    """How many commands that was, and how many seconds they took; every fact has arrived when it returns."""
    with running.client() as client:
        player = Player(client, year_name(1, START))
        steps = played_year(1, START, player.places(offices), offices)
        began = time.monotonic()
        for number, step in enumerate(steps):
            player.play(step)
            if number % 1000 == 0:
                print(f"  {number} of {len(steps)} commands", flush=True)
        seconds = time.monotonic() - began
    settle(running)
    return len(steps), seconds


def settle(running: Network) -> None:
    """Nothing waits in an outbox, and no consumer has anything to do."""
    waiting = "select (select count(*) from outbox) + (select count(*) from pg_stat_activity where state = 'active'" \
        " and pid <> pg_backend_pid() and datname = current_database())"  # fmt: skip
    quiet = 0
    while quiet < 3:
        quiet = quiet + 1 if all(running.rows(service, waiting)[0][0] == 0 for service in SERVICES) else 0
        time.sleep(2)


@dataclass(frozen=True)
class Size:
    """Bytes; `pages` in milliseconds, the median of each."""

    facts: int
    databases: dict[str, int]
    kafka: int
    memory: dict[str, int]
    pages: dict[str, float]


def size(running: Network) -> Size:
    bytes_of = {name: int(running.rows(name, "select pg_database_size(current_database())")[0][0]) for name in SERVICES}
    facts = sum(int(running.rows(name, "select count(*) from fact_log")[0][0]) for name in SERVICES)
    logs = [path.stat() for path in (running.home / "data" / "kafka").rglob("*.log")]
    with running.client() as client:
        pages = {path: _milliseconds(client, path) for path in PAGES}
    return Size(facts, bytes_of, sum(log.st_blocks * 512 for log in logs), _memory(running), pages)


def _memory(running: Network) -> dict[str, int]:
    """What each process and its children hold; what several share is divided among them."""
    told = json.loads((running.home / "run" / "state.json").read_text())["processes"]
    found = {}
    for name, process in told.items():
        if process.get("pid"):
            first = psutil.Process(process["pid"])
            family = [first, *first.children(recursive=True)]
            found[name] = sum(each.memory_full_info().pss for each in family)
    return found


def _milliseconds(client: httpx.Client, path: str) -> float:
    spent = []
    for _ in range(TIMES + 2):
        began = time.perf_counter()
        answer = client.get(path, headers={"Accept": "text/html"})
        spent.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return statistics.median(spent[2:])
