"""The first administrator and programs, made without an account."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_contracts.identity import Role
from liaison_kit.database import Database
from liaison_registry.bootstrap import create_administrator, create_program
from liaison_registry.signing_key import announce_signing_key

Published = Callable[[], Awaitable[list[str]]]
PASSWORD = "сім рудих котів на даху"


async def test_the_first_administrator_chooses_a_password_and_is_in(
    client: httpx.AsyncClient, database: Database, settings: Any, published: Published
) -> None:
    await announce_signing_key(database, settings)
    address = await create_administrator(database, settings.url, "Me@Office.example", "", "uk")
    assert address.startswith("http://localhost:8080/sign-in/links/")
    assert (await published())[-1] == "StaffChanged"
    path = address.removeprefix(settings.url)
    page = await client.get(path)
    assert "me@office.example" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert (await client.post(path, data={"_page": path, "password": PASSWORD})).status_code == 303
    signed = await client.post("/sign-in", data={"email": "me@office.example", "password": PASSWORD})
    assert signed.status_code == 303
    assert (await client.get("/api/registry/v1/signing-keys")).status_code == 200


async def test_asked_again_there_is_a_new_link_and_no_second_account(
    database: Database, settings: Any, published: Published
) -> None:
    first = await create_administrator(database, settings.url, "me@office.example", "", "uk")
    again = await create_administrator(database, settings.url, "me@office.example", "", "uk")
    assert first != again
    assert await published() == ["StaffChanged"]


async def test_a_program_may_do_what_its_roles_say(client: httpx.AsyncClient, database: Database) -> None:
    token = await create_program(database, "play", [Role.COORDINATOR])
    client.headers["authorization"] = f"Bearer {token}"
    assert (await client.get("/network")).status_code == 200
    assert (await client.get("/api/registry/v1/signing-keys")).status_code == 403
    client.headers["authorization"] = f"Bearer {token}x"
    assert (await client.get("/network")).status_code == 401


async def test_the_command_runs_it_in_the_registrys_own_environment(
    client: httpx.AsyncClient, database: Database, settings: Any
) -> None:
    told = os.environ | {
        "DATABASE_URL": settings.database_url,
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "LIAISON_SIGNING_KEY_FILE": str(settings.signing_key_file),
        "LIAISON_TOTP_KEY_FILE": str(settings.totp_key_file),
    }

    async def liaison(*arguments: str) -> str:
        command = [sys.executable, "-m", "liaison_cli", "admin", *arguments]
        process = await asyncio.create_subprocess_exec(*command, env=told, stdout=asyncio.subprocess.PIPE)
        out, _ = await process.communicate()
        assert process.returncode == 0
        return out.decode().strip()

    token = await liaison("token", "--name", "play", "--role", "coordinator", "--role", "worker")
    assert (await client.get("/network", headers={"authorization": f"Bearer {token}"})).status_code == 200
    link = await liaison("create", "--email", "me@office.example", "--name", "Олена", "--language", "uk")
    assert (await client.get(link.removeprefix(settings.url))).status_code == 200
