"""A process says what of it is well, whatever its parts do."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from liaison_kit.database import Database
from liaison_kit.running import health
from liaison_kit.running.health import Health, Report, database_answers


async def well() -> str | None:
    return None


async def ill() -> str | None:
    return "no key yet"


async def broken() -> str | None:
    raise ConnectionRefusedError("at an address that is nobody's business")


async def silent() -> str | None:
    await asyncio.Event().wait()
    return None


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)


async def test_each_part_has_a_line_of_its_own_and_one_that_is_ill_makes_all_not_ready() -> None:
    parts = Health()
    parts.add("database", well)
    assert await parts.report() == Report(ready=True, parts={"database": "ok"})
    for name, check in (("broker", broken), ("key", ill), ("relay", silent)):
        parts.add(name, check)
    assert await parts.report() == Report(
        ready=False,
        parts={
            "database": "ok",
            "broker": "ConnectionRefusedError",
            "key": "no key yet",
            "relay": "no answer within 0.05 s",
        },
    )


async def test_the_status_says_it_to_whoever_reads_no_lines_and_life_is_another_question() -> None:
    parts, app = Health(), FastAPI()
    app.include_router(parts.router())
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://liaison.test")
    assert (await client.get("/health")).status_code == 200
    parts.add("key", ill)
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "parts": {"key": "no key yet"}})
    # Whoever ends processes asks this, and must not end all of them because one other machine is away.
    assert (await client.get("/alive")).status_code == 200
    assert not {"/health", "/alive"} & set(app.openapi()["paths"])


async def test_a_database_answers_or_does_not(database: Database) -> None:
    parts = Health()
    parts.add("here", database_answers(database))
    parts.add("nowhere", database_answers(Database("postgresql://nobody@127.0.0.1:1/nothing")))
    found = (await parts.report()).parts
    assert found["here"] == "ok"
    assert found["nowhere"] != "ok"
