"""A network by `liaison up`, each of its services of the release that is chosen for it, and its residents."""

import asyncio
import itertools
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from liaison_kit.testing import eventually
from liaison_local.ports import free_port
from liaison_local.supervising.probes import answers_health
from liaison_local.supervising.process import Process, Program
from stdnum.ua import edrpou

from tests.journeys import network as steps
from tests.journeys.network import Network
from tests.journeys.system import System
from tests.upgrade.releases import THIS, Release

SERVICES = ("registry", "events", "notifications", "reporting")
PAGES = {
    "registry": ("/offices", "/cso", "/districts"),
    "events": ("/", "/events"),
    "notifications": ("/news",),
    "reporting": ("/results", "/data"),
}
SIGN_UPS_AN_EVENT, EVENTS_A_DAY = 6, 5
PAUSE_SECONDS = 0.4
# Runs the release whose name stands in the file of the service; the first one cannot migrate what is newer than it.
CHOOSE = """#!/bin/sh
name=$1; shift
release=$(cat "{folder}/$name")
if [ "$release" = last ] && [ -e "{folder}/migrated" ] && [ "$*" = "migrate all" ]; then shift; fi
exec "$(cat "{folder}/$release.python")" -m "liaison_$name" "$@"
"""


class Choice:
    """Which release each service is started as."""

    def __init__(self, folder: Path, *releases: Release) -> None:
        self.folder = folder
        folder.mkdir()
        for release in releases:
            (folder / f"{release.name}.python").write_text(str(release.python))
        (folder / "choose").write_text(CHOOSE.format(folder=folder))
        (folder / "choose").chmod(0o755)
        self.of(releases[0], SERVICES)

    @property
    def environment(self) -> dict[str, str]:
        return {"LIAISON_SERVICE_COMMAND": f"{self.folder}/choose {{name}}", "LIAISON_RATES": '{"write": 1000000}'}

    def of(self, release: Release, services: Iterable[str]) -> None:
        for service in services:
            (self.folder / service).write_text(release.name)


class Both:
    """The running network."""

    def __init__(self, system: System, choice: Choice, folder: Path) -> None:
        self.system, self.choice, self._folder = system, choice, folder

    async def become(self, release: Release, *services: str) -> None:
        """SIGTERM to one after the other; the supervisor starts each again, as this release."""
        for service in services:
            self.choice.of(release, [service])
            pid = await eventually(partial(asyncio.to_thread, self.system.pid, service), within=60)
            os.kill(pid, signal.SIGTERM)
            await eventually(partial(asyncio.to_thread, self._runs, service, release), within=90)
            await self.system.all_ready()

    def _runs(self, service: str, release: Release) -> bool:
        """Whether it is this release's program by now: the shell that chooses has been there for a moment."""
        command = Path(f"/proc/{self.system.pid(service)}/cmdline")
        return command.exists() and command.read_text().startswith(f"{release.python}\0-m\0liaison_{service}\0")

    def environment(self, service: str) -> dict[str, str]:
        """What the running one was told."""
        told = Path(f"/proc/{self.system.pid(service)}/environ").read_bytes().decode().split("\0")
        return dict(one.split("=", 1) for one in told if "=" in one)

    async def run(self, release: Release, service: str, *arguments: str) -> tuple[int, str]:
        """A role that ends: its exit code, and what it said."""
        command = [str(release.python), "-m", f"liaison_{service}", *arguments]
        said, err = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
        running = await asyncio.create_subprocess_exec(*command, env=self.environment(service), stdout=said, stderr=err)
        text, _ = await running.communicate()
        return running.returncode or 0, text.decode()

    async def migrate(self) -> None:
        for service in SERVICES:
            for arguments in (("check", "--before-upgrade"), ("migrate",)):
                code, said = await self.run(THIS, service, *arguments)
                assert code == 0, f"{service} {arguments}: {said}"
        (self.choice.folder / "migrated").touch()

    @asynccontextmanager
    async def beside(self, release: Release) -> AsyncIterator[dict[str, int]]:
        """One more process of each service, with all roles, as this release; their ports."""
        ports: dict[str, int] = {}
        started = []
        try:
            for service in SERVICES:
                port = ports[service] = free_port(set(ports.values()))
                own = {"LIAISON_HTTP_PORT": str(port), "LIAISON_INSTANCE": f"beside-{release.name}"}
                program = Program(
                    name=f"{service}-{release.name}",
                    command=[str(release.python), "-m", f"liaison_{service}", "all"],
                    log=self._folder / f"{service}-beside.log",
                    probe=lambda port=port: answers_health(port),
                    environment=self.environment(service) | own,
                )
                started.append(Process(program))
                started[-1].start()
            for process in started:
                await asyncio.to_thread(process.wait_until_ready)
            yield ports
        finally:
            for process in started:
                await asyncio.to_thread(process.stop)

    async def pages_answer(self, ports: dict[str, int] | None = None) -> int:
        """How many pages were asked, each of its service's own process."""
        asked = 0
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            for service, paths in PAGES.items():
                port = ports[service] if ports else self.environment(service)["LIAISON_HTTP_PORT"]
                for path in paths:
                    answer = await http.get(f"http://127.0.0.1:{port}{path}", headers={"accept": "text/html"})
                    assert answer.status_code == 200, f"{service} {path}: {answer.status_code}"
                    assert "<main" in answer.text, f"{service} {path} is no page"
                    asked += 1
        return asked


class Residents:
    """Residents who sign up, one after the other, and organisations that register; each is repeated until certain."""

    def __init__(self, network: Network, office: dict[str, Any]) -> None:
        self.phones: list[str] = []
        self.csos: list[str] = []
        self.longest = 0.0
        self._network, self._office = network, office
        self._stop = asyncio.Event()
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._stop.set()
        await self._running

    async def more(self, count: int = 5) -> None:
        """Until so many more have signed up."""
        goal = len(self.phones) + count

        async def enough() -> bool:
            return len(self.phones) >= goal or self._running.done()

        await eventually(enough, within=120)

    async def _run(self) -> None:
        for number in itertools.count():
            if self._stop.is_set():
                return
            if number % SIGN_UPS_AN_EVENT == 0:
                event = await self._event(number // SIGN_UPS_AN_EVENT)
            began = time.monotonic()
            phone = f"+38067{2_000_000 + number}"
            await steps.sign_up(self._network, event, steps.Resident("Олена Приклад", phone, f"r{number}@example.org"))
            self.longest = max(self.longest, time.monotonic() - began)
            self.phones.append(phone)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _event(self, number: int) -> dict[str, Any]:
        code = f"{4_300_000 + number}"
        self.csos.append(code + edrpou.calc_check_digit(code))
        await steps.register_cso(self._network, self.csos[-1])
        day, hour = divmod(number, EVENTS_A_DAY)
        starts_at = steps.next_evening().replace(hour=9 + 2 * hour) + timedelta(days=10 + day)
        return await steps.schedule_event(self._network, self._office, starts_at)


async def messages(network: Network) -> Counter[str]:
    """How many SMS each telephone has got."""
    return Counter(one["to"] for one in (await network.sink.get("/api/sms")).json())
