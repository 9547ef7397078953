"""A crowd at three processes of the events service: who asks, what they were answered, and what the database holds.

No relay runs: whatever was published stays in the outbox, where its order can be read.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from liaison_events.jobs.end_offers import end_offers
from liaison_events.model import OfficeCopy, SealingKeyCopy
from liaison_events.service import SERVICE
from liaison_kit import identity, migrations, sealing
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext
from liaison_kit.service import open_database
from liaison_kit.testing import PROGRAM_ID, STAFF_TOKEN, Platform, account
from liaison_local.ports import HOST, free_port
from liaison_local.supervising.probes import answers_health
from liaison_local.supervising.process import Program
from nacl.public import PrivateKey

from tests.faults.system import Kept

ROOT = Path(__file__).parents[2]
APIS = 3
OFFICE, HALL = UUID(int=10), UUID(int=1)
STAFF = {"authorization": f"Bearer {STAFF_TOKEN}"}
RATES = json.dumps({"write": 10_000_000, "personal": 10_000_000, "staff": 10_000_000})
WISHES = "events.wishes"
START = datetime(2099, 6, 10, 15, tzinfo=UTC)


@dataclass
class Crowd:
    """The system under test and its three addresses; each of a crowd asks one of them, and another if it dies."""

    database: Database
    settings: Any
    apis: list[Kept]
    addresses: list[str]
    rng: random.Random
    answers: Counter[int] = field(default_factory=Counter)
    deaths: int = 0
    tokens: dict[UUID, str] = field(default_factory=dict)
    """The secret of each one's own page, by their sign-up."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, client: httpx.AsyncClient, path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        """Asks until there is an answer, under one Idempotency-Key: whoever lost the answer gets the same one."""
        headers["idempotency-key"] = str(new_id())
        while True:
            address = self.rng.choice(self.addresses)
            try:
                answer = await client.post(f"{address}/api/events/v1{path}", json=body, headers=headers)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            # A 409 with Retry-After is no answer yet, either: the lost request still runs, under the same key.
            if answer.status_code != 503 and "retry-after" not in answer.headers:
                self.answers[answer.status_code] += 1
                self.answered.set()
                return answer

    async def after(self, answers: int) -> None:
        """Waits for so many more answers: on a busy machine trouble by the clock would leave nobody to ask."""
        enough = self.answers.total() + answers
        while self.answers.total() < enough:
            self.answered.clear()
            await self.answered.wait()

    async def scheduled(self, client: httpx.AsyncClient, capacity: int) -> UUID:
        plan = {"title": "Черга", "description": "x", "kind": "training", "room_id": str(HALL), "capacity": capacity}
        times = {"starts_at": START.isoformat(), "ends_at": (START + timedelta(hours=2)).isoformat()}
        answer = await self.ask(client, "/events", plan | times, **STAFF)
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["id"])

    async def rows(self, query: str, *values: Any) -> list[asyncpg.Record]:
        async with self.database.own_connection() as connection:
            return list(await connection.fetch(query, *values))

    async def end_offers(self) -> None:
        """What the job does when the time of an offer is over."""
        while await end_offers(JobContext(self.database, self.settings)):
            pass

    def kill_one(self) -> None:
        self.rng.choice(self.apis).signal(signal.SIGKILL)
        self.deaths += 1


@asynccontextmanager
async def crowd(platform: Platform, folder: Path, seed: int, module: str = "liaison_events") -> AsyncIterator[Crowd]:
    """Three API processes on one new database; `module` is what they run."""
    name = f"rush_{os.getpid()}_{new_id().hex[-8:]}"
    admin = await asyncpg.connect(platform.admin_url)
    await admin.execute(f'create database "{name}"')
    url = f"{platform.admin_url.rpartition('/')[0]}/{name}"
    settings = SERVICE.settings(
        DATABASE_URL=url, KAFKA_BOOTSTRAP_SERVERS=platform.kafka_bootstrap_servers, wishes_file=folder / WISHES
    )
    database, ports = open_database(SERVICE, settings), list[int]()
    await migrations.migrate(database, SERVICE.migrations)
    async with database.transaction() as session:
        secret = identity.hash_of(STAFF_TOKEN.rpartition("_")[2])
        await identity.keep_staff(session, account(id=PROGRAM_ID, token_hash=secret))
        public = sealing.public_half(PrivateKey.generate())
        session.add(SealingKeyCopy(id=new_id(), version=1, public_key=public))
        session.add(_office())
    for _ in range(APIS):
        ports.append(free_port(set(ports)))
    apis = [Kept(_program(module, port, url, platform, folder)) for port in ports]
    try:
        for api in apis:
            await asyncio.to_thread(api.process.wait_until_ready)
        addresses = [f"http://{HOST}:{port}" for port in ports]
        yield Crowd(database, settings, apis, addresses, random.Random(seed))
    finally:
        await asyncio.gather(*(api.stop(kill=True) for api in apis))
        await database.close()
        await admin.execute(f'drop database "{name}" with (force)')
        await admin.close()


def _office() -> OfficeCopy:
    names = dict.fromkeys(("name", "name_en", "address", "address_en", "district_name", "district_name_en"), "x")
    room = {"id": str(HALL), "name": "x", "name_en": "x", "capacity": 1000}
    opened = {"status": "open", "opened_on": date(2023, 5, 15), "rooms": [room]}
    return OfficeCopy(id=OFFICE, version=1, slug="khutory", **names, **opened)


def _program(module: str, port: int, url: str, platform: Platform, folder: Path) -> Program:
    return Program(
        name=f"api-{port}",
        command=[sys.executable, "-m", module, "api"],
        log=folder / f"api-{port}.log",
        probe=partial(answers_health, port),
        port=port,
        environment={
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
            "DATABASE_URL": url,
            "KAFKA_BOOTSTRAP_SERVERS": platform.kafka_bootstrap_servers,
            "LIAISON_HTTP_PORT": str(port),
            "LIAISON_RATES": RATES,
            "LIAISON_WISHES_FILE": str(folder / WISHES),
        },
    )
