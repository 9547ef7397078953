"""The system under test: five processes, kept running, over a broker, a database server and the links between them."""

import asyncio
import os
import random
import sys
from functools import partial
from pathlib import Path
from typing import Self
from uuid import UUID

import asyncpg
from liaison_local.ports import HOST, free_port
from liaison_local.supervising.probes import answers_health
from liaison_local.supervising.process import Process, Program, last_lines

from tests.faults.ground import Ground
from tests.faults.points import FOLDER, Points
from tests.faults.proxy import Proxy

ROOT = Path(__file__).parents[2]
RESTART_PAUSE_SECONDS = 0.2
LOOK_SECONDS = 0.02
WRITER, READER, REPORTING = "registry", "notifications", "reporting"
SERVICES = {"writer": WRITER, "reader": READER, "reporting": REPORTING}
"""Whose names the modules of this folder bear; `reporting` is the real one."""
ROLES = {
    "api": ("writer", "api"),
    "relay-1": ("writer", "relay"),
    "relay-2": ("writer", "relay"),
    "consumer-1": ("reader", "consumer"),
    "consumer-2": ("reader", "consumer"),
}
EXTRA = {
    "consumer-3": ("reader", "consumer"),
    "relay-3": ("writer", "relay"),
    "relay-4": ("writer", "relay"),
    "reporting-1": ("reporting", "consumer"),
    "reporting-2": ("reporting", "consumer"),
}
"""Not started with the others: they come, and some go, when a fault wants them to."""


class Kept:
    """A process that is started again whenever it ends, until it is told to stay away."""

    def __init__(self, program: Program) -> None:
        self.process = Process(program)
        self.process.start()
        self.deaths = 0
        self._keeping = asyncio.create_task(self._keep())

    def signal(self, number: int) -> None:
        if self.process.pid is not None:
            os.kill(self.process.pid, number)

    async def stop(self, *, kill: bool = False) -> None:
        self._keeping.cancel()
        await asyncio.gather(self._keeping, return_exceptions=True)
        await asyncio.to_thread(self.process.kill if kill else self.process.stop)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self.process.exit_code() is not None:
                self.deaths += 1
                await asyncio.sleep(RESTART_PAUSE_SECONDS)
                self.process.start()


class System:
    """One writer and its readers with databases and topics of their own; `kit` puts another kit in their way."""

    def __init__(self, ground: Ground, name: str, folder: Path, rng: random.Random, kit: Path | None = None) -> None:
        self.ground, self.name, self.folder, self._kit = ground, name, folder, kit
        self.prefix = f"{name}."
        self.group = f"{self.prefix}liaison.{READER}"
        self.points = Points(folder / "points")
        self.settings: dict[str, dict[str, str]] = {module: {} for module in SERVICES}
        self.kept: dict[str, Kept] = {}
        self.links = {name: Proxy(port, target, rng) for name, (port, target) in ground.links.items()}
        self._ports: dict[str, int] = {}
        for process in ROLES | EXTRA:
            self._ports[process] = free_port(set(self._ports.values()))

    @property
    def api(self) -> str:
        return f"http://{HOST}:{self._ports['api']}"

    def database(self, service: str) -> str:
        """The address that the harness itself uses: past every link."""
        return self.ground.dsn(service, f"{service}_{self.name}")

    async def __aenter__(self) -> Self:
        for proxy in self.links.values():
            await proxy.start()
        admin = await asyncpg.connect(self.ground.dsn("postgres", "postgres"))
        for service in SERVICES.values():
            await admin.execute(f'create database "{service}_{self.name}" owner {service}')
        await admin.close()
        for module in ("writer", "reader"):
            assert await self.run(module, "migrate") == 0, last_lines(self.folder / f"{module}-migrate.log")
        return self

    async def start(self, *names: str) -> None:
        for name in names or ROLES:
            self.kept[name] = Kept(self._program(name))
        for name in names or ROLES:
            await asyncio.to_thread(self.kept[name].process.wait_until_ready)

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(kept.stop() for kept in self.kept.values()))
        for proxy in self.links.values():
            await proxy.stop()

    async def remove_topics(self) -> None:
        """A broker that is killed later has fewer of them to look through."""
        admin = self.ground.cluster.admin
        names = [name for name in admin.list_topics(timeout=10).topics if name.startswith(self.prefix)]
        futures = admin.delete_topics(names).values()
        await asyncio.gather(*(asyncio.to_thread(future.result, 30) for future in futures))

    async def districts(self) -> list[UUID]:
        connection = await asyncpg.connect(self.database(WRITER))
        try:
            return [row["id"] for row in await connection.fetch("select id from district order by id")]
        finally:
            await connection.close()

    async def run(self, module: str, role: str) -> int:
        """Runs `migrate`, `check` or `replay` to its end; returns its exit code."""
        name = f"{module}-{role}"
        process = Process(self._program(name, module, role))
        process.start()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if (code := process.exit_code()) is not None:
                return code

    def _program(self, name: str, module: str = "", role: str = "") -> Program:
        if not role:
            module, role = (ROLES | EXTRA)[name]
        port = self._ports.get(name, 0)
        # A consumer is ready before it has partitions: the group may be waiting for a dead member.
        probe = partial(answers_health, port) if role == "api" else lambda: None
        return Program(
            name=name,
            command=[sys.executable, "-m", "tests.faults.armed", module, role],
            log=self.folder / f"{name}.log",
            probe=probe,
            port=port,
            environment=self._environment(name, module, role, port),
        )

    def _environment(self, name: str, module: str, role: str, port: int) -> dict[str, str]:
        service = SERVICES[module]
        kafka, database = ("relay", f"{role}-database") if module == "writer" else ("reader", "reader-database")
        through = self.links.get(database) if role not in {"migrate", "check"} else None
        paths = [str(self._kit) if self._kit else "", str(ROOT), os.environ.get("PYTHONPATH", "")]
        # Without a name of its own, a member of the group that leaves is not waited for.
        named = {"LIAISON_INSTANCE": name} if name in ROLES or service == REPORTING else {}
        return (
            named
            | {
                "PYTHONPATH": os.pathsep.join(filter(None, paths)),
                "PYTHONUNBUFFERED": "1",
                FOLDER: str(self.points.folder),
                "DATABASE_URL": self.ground.dsn(service, f"{service}_{self.name}", through.port if through else None),
                "KAFKA_BOOTSTRAP_SERVERS": self.ground.cluster.bootstrap(kafka if self.links else "direct"),
                "LIAISON_HTTP_PORT": str(port),
                "LIAISON_RATES": '{"write": 10000000}',
                "LIAISON_TOPIC_PREFIX": self.prefix,
                "LIAISON_TOPIC_REPLICATION": str(len(self.ground.cluster.brokers)),
            }
            | self.settings[module]
        )
