"""`liaison dead-letters`, asking a real service; what it says of its doings, and of what stands in its way."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from aiokafka import ConsumerRecord
from fastapi import FastAPI
from liaison_contracts.registry import DistrictJoined
from liaison_kit import outbox
from liaison_kit.database import Database, new_id
from liaison_kit.errors import Refusal
from liaison_kit.identity import ANYBODY
from liaison_kit.reactions import on
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running.health import Health
from liaison_kit.running.releases import Releases
from liaison_kit.service import Service, build_app
from liaison_kit.settings import Settings
from liaison_kit.testing import STAFF_TOKEN, eventually
from liaison_kit.web import router
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import Receive, Scope, Send

SCHEMA = Path(__file__).parents[2] / "kit" / "tests" / "a_service"


class DoorIsClosed(Refusal):
    """[bold]The door is closed."""


@on(DistrictJoined)
async def on_district_joined(session: AsyncSession, fact: DistrictJoined) -> None:
    """Refused until somebody opens the door: a visit of version 0."""
    if not await session.scalar(text("select 1 from visit where times = 0")):
        raise DoorIsClosed
    note = text("insert into visit values (:id, 1) on conflict (district) do update set times = visit.times + 1")
    await session.execute(note, {"id": fact.state.id})


@pytest.fixture(scope="session")
def service() -> Service:
    return Service("registry", SCHEMA, slices=[router(ANYBODY)], reactions=[on_district_joined])


@dataclass
class Answer:
    """What the command printed, and its exit code."""

    code: int
    out: str
    err: str


async def run(*arguments: str, **environment: str) -> Answer:
    told = os.environ | {"LIAISON_URL": "", "LIAISON_TOKEN": STAFF_TOKEN, "COLUMNS": "250"} | environment
    command = [sys.executable, "-m", "liaison_cli", "dead-letters", *arguments]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, env=told, stdin=pipe, stdout=pipe, stderr=pipe)
    async with asyncio.timeout(60):
        out, err = await process.communicate(b"n\n")
    return Answer(process.returncode or 0, out.decode(), err.decode())


@pytest_asyncio.fixture
async def url(service: Service, settings: Settings, database: Database) -> AsyncIterator[str]:
    """One origin with the registry and reporting behind it; the other two are away."""
    apps = {n: build_app(replace(service, name=n), settings, database, Health()) for n in ("registry", "reporting")}

    async def origin(scope: Scope, receive: Receive, send: Send) -> None:
        app: FastAPI | None = apps.get(scope["path"].split("/")[2])
        if app is not None:
            await app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b'{"detail": "This part of Liaison is restarting."}'})

    server = uvicorn.Server(uvicorn.Config(origin, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture
def liaison(url: str) -> Callable[..., Awaitable[Answer]]:
    async def ask(*arguments: str) -> Answer:
        return await run(*arguments, LIAISON_URL=url)

    return ask


@pytest.fixture
def inbox(service: Service, database: Database, settings: Settings) -> Inbox:
    return Inbox(database, service.reactions, settings.topic_prefix)


@pytest_asyncio.fixture
async def parked(database: Database, settings: Settings, inbox: Inbox) -> list[str]:
    """Two records of one key, one of another, and one that says nothing; nobody tries them again by itself."""
    topic = f"{settings.topic_prefix}DistrictJoined"
    district = new_id()
    facts = [_joined(database, key, version) for key, version in ((district, 1), (district, 2), (new_id(), 1))]
    values = [(str(fact.key).encode(), await _bytes(database, fact)) for fact in facts] + [(b"k", b"\xff")]
    for offset, (key, value) in enumerate(values):
        await inbox.apply([ConsumerRecord(topic, 0, offset, 0, 0, key, value, None, -1, -1, [("a", b"b")])])
    await _execute(database, "update parked set try_again_at = null")
    async with database.reading() as session:
        return [f"registry/in-{number}" for number in await session.scalars(text("select id from parked order by id"))]


def _joined(database: Database, district: Any, version: int) -> DistrictJoined:
    state = {"id": district, "version": version, "code": "UA05020030000000001", "joined_on": "2020-11-26"}
    names = dict.fromkeys(("name", "name_en", "seat", "seat_en"), "Щітки")
    return DistrictJoined.model_validate({"occurred_on": "2020-11-26", "state": state | names})


async def _bytes(database: Database, fact: DistrictJoined) -> bytes:
    async with database.transaction() as session:
        outbox.publish(session, fact)
        await session.flush()
        payload = await session.scalar(text("select payload from outbox where logged"))
        await session.execute(text("delete from outbox"))
        return bytes(payload)


async def _execute(database: Database, statement: str) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement))


async def visits(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(text("select count(*) from visit where times > 0")) or 0)


@pytest_asyncio.fixture
async def releasing(database: Database, inbox: Inbox) -> AsyncIterator[None]:
    """As the consumer's process does."""
    stop = asyncio.Event()
    running = asyncio.create_task(Releases(database, inbox).run(stop))
    yield
    stop.set()
    await running


async def test_nothing_there_is_said(liaison) -> None:
    for arguments in (["list"], ["retry", "--all"]):
        done = await liaison(*arguments, "--service", "registry")
        assert (done.code, done.out.strip()) == (0, "No dead letters.")
    assert (await liaison("list", "--service", "registry", "--json")).out.strip() == "[]"


async def test_the_list_shows_each_with_its_reason_and_what_it_waits_behind(liaison, parked) -> None:
    done = await liaison("list", "--service", "registry")
    rows = done.out.splitlines()[1:]
    assert done.code == 0
    assert [row.split()[0] for row in rows] == parked
    assert "[bold]The door is closed." in rows[0]
    assert f"waits behind {parked[0].split('/')[1]}" in rows[1]
    shown = json.loads((await liaison("list", "--service", "registry", "--json", "--key", "k")).out)
    assert [(one["id"], one["key"]) for one in shown] == [(parked[3], "k")]


async def test_services_that_are_away_are_named_and_the_others_shown(liaison, parked) -> None:
    done = await liaison("list")
    assert done.code == 1
    assert parked[0] in done.out
    assert parked[0].replace("registry", "reporting") in done.out
    for name in ("events", "notifications"):
        assert f"/api/{name}/v1/dead-letters: 503 This part of Liaison is restarting." in done.err
    assert "Traceback" not in done.err


async def test_one_is_shown_whole(liaison, parked) -> None:
    done = await liaison("show", parked[0])
    assert '"name": "Щітки"' in done.out
    assert "The door is closed." in done.out
    assert "base64: /w==" in (await liaison("show", parked[3])).out
    assert json.loads((await liaison("show", "in-1", "--service", "registry", "--json")).out)["id"] == parked[0]


async def test_retry_says_what_became_of_each(liaison, parked, releasing, database: Database) -> None:
    done = await liaison("retry", parked[0], parked[1])
    assert done.code == 1
    assert done.out.splitlines() == [
        f"{parked[0]} refused again: [bold]The door is closed.",
        f"{parked[1]} waits behind {parked[0]}",
    ]
    await _execute(database, "insert into visit values (gen_random_uuid(), 0)")
    done = await liaison("retry", parked[0], parked[1])
    assert (done.code, done.out.splitlines()) == (0, [f"{parked[0]} applied", f"{parked[1]} applied"])
    assert await visits(database) == 1


async def test_all_can_be_tried_again(liaison, parked, releasing, database: Database) -> None:
    await _execute(database, "insert into visit values (gen_random_uuid(), 0)")
    done = await liaison("retry", "--all", "--service", "registry", "--json")
    outcomes = [one["outcome"] for one in json.loads(done.out)]
    assert done.code == 1
    assert outcomes[:3] == ["applied"] * 3
    assert outcomes[3].startswith("refused again")


async def test_it_does_not_wait_for_ever(liaison, parked) -> None:
    done = await liaison("retry", parked[0], "--wait", "0")
    assert done.code == 1
    assert done.out.strip() == f"{parked[0]} not tried yet: is the consumer of registry running?"


async def test_a_drop_is_asked_for_and_done(liaison, parked, database: Database) -> None:
    done = await liaison("drop", parked[3], "--reason", "a test")
    assert done.code == 1
    assert "Drop 1 for good?" in done.err
    assert parked[3] in (await liaison("list", "--service", "registry")).out
    done = await liaison("drop", parked[3], "--reason", "a test", "--yes")
    assert (done.code, done.out.strip()) == (0, f"{parked[3]} dropped")
    assert parked[3] not in (await liaison("list", "--service", "registry")).out
    assert "a test" in (await liaison("list", "--service", "registry", "--state", "dropped")).out
    assert "409 This record was dropped" in (await liaison("retry", parked[3])).out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["retry"], "Name the records to try again"),
        (["retry", "registry/in-1", "--all"], "Name the records to try again"),
        (["retry", "in-1"], "in-1 does not say whose it is"),
        (["show", "moon/in-1"], "moon/in-1 does not say whose it is"),
        (["show", "registry/in-1"], "There is no dead letter registry/in-1"),
        (["retry", "registry/out-1"], "There is no dead letter registry/out-1"),
        (["drop", "registry/1", "--reason", "x", "--yes"], "There is no dead letter registry/1"),
    ],
)
async def test_a_slip_is_answered_in_a_sentence(liaison, arguments: list[str], sentence: str) -> None:
    done = await liaison(*arguments)
    assert done.code == 1
    assert sentence in done.err
    assert "Traceback" not in done.err


async def test_an_origin_that_is_not_given_refuses_or_is_away_is_named(url: str) -> None:
    assert "set LIAISON_URL" in (await run("list")).err
    assert "set LIAISON_TOKEN" in (await run("list", LIAISON_URL=url, LIAISON_TOKEN="")).err
    wrong = await run("list", "--service", "registry", LIAISON_URL=url, LIAISON_TOKEN="wrong")
    assert (wrong.code, "does not know this token" in wrong.err) == (1, True)
    away = await run("retry", "registry/in-1", LIAISON_URL="http://127.0.0.1:1")
    assert (away.code, "http://127.0.0.1:1 does not answer" in away.err) == (1, True)
