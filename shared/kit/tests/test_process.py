"""A real process: killed with -9 between commit and reply, and started again under a higher epoch."""

import asyncio
import json
import os
import signal
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from aiokafka.errors import KafkaConnectionError
from liaison_kit.database import Database
from liaison_kit.process import is_alone
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually
from sqlalchemy import text

PROGRAM = Path(__file__).with_name("process_that_dies.py")
PATH = "/api/registry/v1/districts"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(
    settings: Settings, armed: Path
) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.subprocess.Process]]:
    """The api as a process, and a client of it."""
    port = free_port()
    told = {
        "DATABASE_URL": settings.database_url,
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "LIAISON_TOPIC_PREFIX": settings.topic_prefix,
        "LIAISON_HTTP_PORT": str(port),
        "LIAISON_DIES_ONCE": str(armed),
    }
    process = await asyncio.create_subprocess_exec(sys.executable, PROGRAM, "api", env=os.environ | told)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as client:

            async def ready() -> bool:
                try:
                    return (await client.get("/health")).is_success
                except httpx.TransportError:
                    return False

            await eventually(ready)
            yield client, process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def told(database: Database) -> list[dict[str, Any]]:
    """The envelopes of the facts that wait in the outbox."""
    query = text("select convert_from(payload, 'utf-8') from outbox where topic like '%DistrictJoined' order by id")
    async with database.reading() as session:
        return [json.loads(payload) for payload in await session.scalars(query)]


async def visits(database: Database) -> list[tuple[str, int]]:
    async with database.reading() as session:
        return [(str(row.district), row.times) for row in await session.execute(text("select * from visit"))]


async def test_killed_between_commit_and_reply_the_retry_gets_the_answer_and_nothing_happens_twice(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    armed = tmp_path / "armed"
    command: dict[str, Any] = {"json": {"name": "Щітки"}, "headers": {"Idempotency-Key": "a-district"}}
    armed.touch()
    async with running(settings, armed) as (client, process):
        with pytest.raises(httpx.TransportError):
            await client.post(PATH, **command)
        assert await process.wait() == -signal.SIGKILL
    [(district, _)] = await visits(database)
    async with running(settings, armed) as (client, _):
        retried, again = await client.post(PATH, **command), await client.post(PATH, **command)
        other = await client.post(PATH, json={"name": "Писарівка"}, headers={"Idempotency-Key": "a-district"})
    assert (retried.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert retried.headers["idempotency-replayed"] == "true"
    assert retried.headers["location"] == f"/districts/{district}"
    assert retried.content == again.content
    assert retried.json()["id"] == district
    assert await visits(database) == [(district, 1)]
    [fact] = await told(database)
    assert fact["data"]["state"] == retried.json()


async def test_a_process_publishes_under_the_epoch_in_force_when_it_starts(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    armed = tmp_path / "never"
    async with running(settings, armed) as (client, _):
        await client.post(PATH, json={"name": "Щітки"})
    async with database.transaction() as session:
        await session.execute(text("insert into epoch values (2), (3)"))
    async with running(settings, armed) as (client, _):
        await client.post(PATH, json={"name": "Писарівка"})
    assert [fact["epoch"] for fact in await told(database)] == [1, 3]


@pytest.mark.parametrize(
    ("error", "alone"),
    [
        (ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 5432)"), True),
        (socket.gaierror(-2, "Name or service not known"), True),
        (TimeoutError(), True),
        (KafkaConnectionError("no broker"), True),
        (asyncpg.CannotConnectNowError("the database system is starting up"), True),
        (asyncpg.DiskFullError("could not extend file"), False),
        (ssl.SSLError(1, "certificate verify failed"), False),
        (FileNotFoundError(2, "No such file or directory", "/var/lib/liaison/sealing.key"), False),
        (PermissionError(13, "Permission denied", "/var/lib/liaison"), False),
        (ValueError("a defect"), False),
    ],
)
def test_only_what_is_away_is_told_without_a_traceback(error: Exception, alone: bool) -> None:
    assert is_alone(error) == alone


async def test_a_process_that_finds_no_database_says_so_in_a_sentence_and_shows_no_traceback(tmp_path: Path) -> None:
    told = {"DATABASE_URL": f"postgresql://a:hush@127.0.0.1:{free_port()}/b", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9"}
    environment = os.environ | told | {"LIAISON_DIES_ONCE": str(tmp_path / "never")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, PROGRAM, "migrate", env=environment, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    line = json.loads(out.splitlines()[-1])
    assert (process.returncode, line["event"], line["level"]) == (1, "process.alone", "critical")
    assert "PostgreSQL or Kafka did not answer" in line["remedy"]
    assert "Traceback" not in out.decode()
    assert "hush" not in out.decode()
