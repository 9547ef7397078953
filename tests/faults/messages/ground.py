"""What senders under test work on: the service's database, and gateways in a process of their own that count."""

import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from liaison_kit import migrations
from liaison_kit.database import Database
from liaison_kit.service import open_database
from liaison_local.gateways.script import Script
from liaison_local.ports import free_port
from liaison_local.supervising.probes import answers_health
from liaison_local.supervising.process import Process, Program
from liaison_notifications.sealing_key import announce_sealing_key
from liaison_notifications.service import SERVICE
from liaison_notifications.settings import NotificationsSettings

from tests.bench.messages import plan

KINDS = ("generic", "turbosms", "smtp", "smpp")
PLANNED_AT_ONCE = 10_000


class Gateways:
    """The process that gateways run in, told and asked over its control address."""

    def __init__(self, folder: Path, *kinds: str, name: str = "gateways") -> None:
        self.ports: dict[str, int] = {}
        for kind in ("control", *kinds):
            self.ports[kind] = free_port(set(self.ports.values()))
        options = [option for kind, port in self.ports.items() for option in (f"--{kind}-port", str(port))]
        command = [sys.executable, "-m", "liaison_local.gateways", *options]
        control = self.ports["control"]
        self.process = Process(Program(name, command, folder / f"{name}.log", lambda: answers_health(control)))
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{control}", trust_env=False, timeout=60)

    def url(self, kind: str) -> str:
        """As settings name it."""
        begin = {"generic": "http://:t@", "turbosms": "turbosms+http://t@", "smtp": "smtp://", "smpp": "smpp://e:p@"}
        return f"{begin[kind]}127.0.0.1:{self.ports[kind]}{'/sms' if kind == 'generic' else ''}"

    async def direct(self, kind: str, script: Script) -> None:
        body = script.model_dump(mode="json")
        (await self._client.put(f"/{kind}/script", json=body)).raise_for_status()

    async def tell(self, kind: str, what: str) -> None:
        (await self._client.post(f"/{kind}/{what}")).raise_for_status()

    async def ask(self, kind: str, what: str) -> Any:
        answer = await self._client.get(f"/{kind}/{what}")
        answer.raise_for_status()
        return answer.json()

    async def close(self) -> None:
        await self._client.aclose()


@asynccontextmanager
async def gateways(folder: Path, *kinds: str, name: str = "gateways") -> AsyncIterator[Gateways]:
    made = Gateways(folder, *kinds, name=name)
    made.process.start_and_wait()
    try:
        yield made
    finally:
        await made.close()
        made.process.kill()


@asynccontextmanager
async def database(
    admin_dsn: str, name: str, folder: Path, **options: Any
) -> AsyncIterator[tuple[Database, NotificationsSettings]]:
    """The service's database, migrated and empty, with settings that name it; gone afterwards."""
    admin = await asyncpg.connect(admin_dsn)
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.execute(f"create database {name}")
    settings = NotificationsSettings(
        DATABASE_URL=f"{admin_dsn.rpartition('/')[0]}/{name}",
        KAFKA_BOOTSTRAP_SERVERS="none:9092",
        sealing_key_file=folder / "own.key",
        **options,
    )
    opened = open_database(SERVICE, settings)
    try:
        await migrations.migrate(opened, SERVICE.migrations)
        await announce_sealing_key(opened, settings)
        yield opened, settings
    finally:
        await opened.close()
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


async def plan_messages(opened: Database, channel: str, number: int) -> None:
    while number > 0:
        await plan(opened, channel, min(number, PLANNED_AT_ONCE))
        number -= PLANNED_AT_ONCE


@contextmanager
def workplace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="liaison-messages-") as folder:
        yield Path(folder)
