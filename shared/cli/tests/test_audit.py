"""`liaison audit verify`: whatever was done to the trail behind PostgreSQL's back is found and named."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from liaison_kit import audit
from liaison_kit.database import Database, new_id
from liaison_kit.identity import STAFF
from liaison_kit.running.health import Health
from liaison_kit.service import Service, build_app
from liaison_kit.settings import Settings
from liaison_kit.testing import PROGRAM_ID, STAFF_TOKEN, eventually
from liaison_kit.web import router
from sqlalchemy import text

SCHEMA = Path(__file__).parents[2] / "kit" / "tests" / "a_service"

Verify = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture(scope="session")
def service() -> Service:
    return Service("registry", SCHEMA, slices=[router(STAFF)], owns_accounts=True)


@pytest_asyncio.fixture
async def verify(service: Service, settings: Settings, database: Database) -> AsyncIterator[Verify]:
    """Asks the registry alone; returns exit code, output and errors."""
    config = uvicorn.Config(build_app(service, settings, database, Health()), port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    async def run(*arguments: str, address: str = url) -> tuple[int, str, str]:
        told = os.environ | {"LIAISON_URL": address, "LIAISON_TOKEN": STAFF_TOKEN, "COLUMNS": "250"}
        command = [sys.executable, "-m", "liaison_cli", "audit", "verify", "--service", "registry", *arguments]
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, env=told, stdout=pipe, stderr=pipe)
        async with asyncio.timeout(60):
            out, err = await process.communicate()
        return process.returncode or 0, out.decode().strip(), err.decode().strip()

    yield run
    server.should_exit = True
    await serving


@pytest_asyncio.fixture(autouse=True)
async def six_entries(database: Database) -> None:
    for _ in range(6):
        async with database.transaction() as session:
            await audit.record(session, PROGRAM_ID, "open_office", {"office_id": str(new_id())}, ["opened_on"])


async def tamper(database: Database, *statements: str) -> None:
    """As a superuser who turns the trigger off."""
    async with database.transaction() as session:
        for statement in ("alter table audit disable trigger all", *statements):
            await session.execute(text(statement))


async def test_a_whole_trail_prints_its_head_which_is_good_to_compare_with(verify: Verify) -> None:
    code, out, _ = await verify()
    assert code == 0
    head, _, word = out.partition(" ")
    assert (head[:11], len(head), word) == ("registry/6:", 75, "whole")
    assert (await verify("--expect", head))[0] == 0


SWAPPED = "update audit set number = case number when 3 then 4 else 3 end where number in (3, 4)"


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["update audit set action = 'x' where number = 3"], ["entry 3 is not what was written after entry 2"]),
        (["update audit set account = gen_random_uuid() where number = 1"], ["entry 1 is not what was written"]),
        (["update audit set hash = sha256('x') where number = 3"], ["entry 3 is not", "entry 4 is not"]),
        (["delete from audit where number in (3, 4)"], ["entries 3 to 4 are missing"]),
        (["delete from audit where number = 1"], ["entries 1 to 1 are missing"]),
        (
            ["alter table audit drop constraint audit_pkey", SWAPPED],
            ["entry 3 is not", "entry 4 is not", "entry 5 is not"],
        ),
        (
            [
                "alter table audit drop constraint audit_pkey",
                "update audit set number = number + 1 where number > 3",
                "insert into audit select 4, at, account, 'x', object, fields, hash from audit where number = 3",
            ],
            ["entry 4 is not what was written after entry 3", "entry 5 is not"],
        ),
    ],
    ids=["changed", "another account", "hash", "removed", "first removed", "reordered", "inserted"],
)
async def test_what_was_done_to_it_is_named(
    verify: Verify, database: Database, statements: list[str], found: list[str]
) -> None:
    await tamper(database, *statements)
    code, out, err = await verify()
    assert (code, out) == (1, "")
    for sentence in found:
        assert f"registry: {sentence}" in err


async def test_a_cut_end_and_a_trail_made_anew_are_found_against_a_head(verify: Verify, database: Database) -> None:
    head = (await verify())[1].partition(" ")[0]
    await tamper(database, "delete from audit where number > 4")
    assert (await verify())[0] == 0
    code, _, err = await verify("--expect", head)
    assert (code, err) == (1, "registry: entries 5 to 6 are missing at the end")
    for _ in range(2):
        async with database.transaction() as session:
            await audit.record(session, PROGRAM_ID, "another", {}, [])
    code, _, err = await verify("--expect", head)
    assert (code, err) == (1, "registry: entry 6 is not the one that was kept: the trail was made anew")


async def test_what_could_not_be_asked_is_not_called_whole(verify: Verify) -> None:
    assert (await verify(address="http://127.0.0.1:9"))[0] == 2
    assert (await verify("--expect", "registry/6"))[0] == 2
