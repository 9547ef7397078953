"""The network that a drill watches: its commands, its Prometheus, and what happens to it."""

import asyncio
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpx
import yaml

from tests.journeys.network import Network
from tests.observability.files import FOLDER, ROOT, RULES, RUNBOOKS, blocks
from tests.observability.tools import files_of, program

PATIENCE_SECONDS = 240
LONGEST_FOR = 10.0
SHORTER = 30
"""A drill has minutes: each `for` of the rules is a thirtieth of itself, and ten seconds at most. Nothing else of them
is changed; that they are right about time is what promtool tests (`alerts.test.yml`)."""


def shortened(rules: str) -> str:
    """The rules as a drill has them."""
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}

    def shorter(found: re.Match[str]) -> str:
        seconds = int(found[1]) * units[found[2]] / SHORTER
        return f"for: {round(max(1.0, min(LONGEST_FOR, seconds)))}s"

    return re.sub(r"\bfor: (\d+)([smhd])\b", shorter, rules)


def prepare(folder: Path) -> None:
    """What the drill's Prometheus runs and reads: our configuration, asking every 3 s, and our rules, less patient."""
    told = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    told["global"] = {"scrape_interval": "3s", "evaluation_interval": "1s", "scrape_timeout": "3s"}
    del told["alerting"]
    for discovered in told["scrape_configs"][0]["dns_sd_configs"]:
        discovered["refresh_interval"] = "1s"
    (folder / "prometheus.yml").write_text(yaml.safe_dump(told))
    (folder / "alerts.yml").write_text(shortened(RULES.read_text()))
    (folder / "skew").write_text("+0\n")
    (library,) = files_of("libfaketime").rglob("libfaketime.so.1")
    for file in (program("prometheus"), library):
        shutil.copy(file, folder / file.name)


class Ground:
    """`followed`: which parts of which runbooks were typed. `fired` and `ended`: which alerts were seen to."""

    def __init__(self) -> None:
        self.environment = dict(os.environ)
        self.followed = set[tuple[str, str]]()
        self.fired, self.ended = set[str](), set[str]()
        self.http = httpx.AsyncClient(base_url=os.environ["LIAISON_PROMETHEUS_URL"], timeout=20, trust_env=False)
        self.network = Network(
            os.environ["LIAISON_URL"],
            os.environ["LIAISON_TOKEN"],
            os.environ["LIAISON_SINK_URL"],
            os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        )

    async def close(self) -> None:
        await self.http.aclose()
        await self.network.close()

    async def typed(self, commands: str, **variables: str) -> str:
        """What they print; AssertionError with it if one of them fails."""
        process = await asyncio.create_subprocess_exec(
            *("bash", "-euo", "pipefail", "-c", commands),
            cwd=ROOT,
            env=self.environment | variables,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        said = output.decode(errors="replace")
        assert process.returncode == 0, f"{commands}\nended with {process.returncode}:\n{said[-3000:]}"
        return said

    async def follow(self, runbook: str, heading: str, **variables: str) -> str:
        """Types what stands under a heading of a runbook, as it stands there; what it printed."""
        said = [await self.typed(block, **variables) for block in blocks(RUNBOOKS / runbook, heading)]
        self.followed.add((runbook, heading))
        return "".join(said)

    async def ask(self, query: str) -> list[dict[str, Any]]:
        answer = await self.http.get("/api/v1/query", params={"query": query})
        found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]["result"]
        return found

    async def firing(self) -> list[dict[str, str]]:
        """The labels of each alert that fires now, its name among them."""
        answer = (await self.http.get("/api/v1/alerts")).raise_for_status().json()["data"]["alerts"]
        return [one["labels"] for one in answer if one["state"] == "firing"]

    async def fires(self, alert: str, within: float = PATIENCE_SECONDS, **labels: str) -> None:
        await self._until(lambda found: any(_is(one, alert, labels) for one in found), f"{alert} fires", within)
        self.fired.add(alert)

    async def ends(self, alert: str, within: float = PATIENCE_SECONDS, **labels: str) -> None:
        await self._until(lambda found: not any(_is(one, alert, labels) for one in found), f"{alert} ends", within)
        self.ended.add(alert)

    async def _until(self, accept: Callable[[list[dict[str, str]]], bool], what: str, within: float) -> None:
        deadline, found = time.monotonic() + within, await self.firing()
        while not accept(found):
            assert time.monotonic() < deadline, f"not within {within} s: {what}; firing: {_names(found)}"
            await asyncio.sleep(0.5)
            found = await self.firing()


def _is(found: dict[str, str], alert: str, labels: dict[str, str]) -> bool:
    return found["alertname"] == alert and labels.items() <= found.items()


def _names(found: Iterable[dict[str, str]]) -> list[str]:
    return sorted({one["alertname"] for one in found})
