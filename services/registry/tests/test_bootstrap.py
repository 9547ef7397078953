"""The first administrator and programs, made without an account."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.bootstrap import Refused, create_administrator, create_program, link_of
from liaison_registry.model import Kind, Staff, announce, new_staff
from liaison_registry.signing_key import announce_signing_key
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

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


async def invited(database: Database, email: str) -> None:
    staff = new_staff(new_id(), Kind.PERSON, "Ірина", clock.real_now())
    staff.email = email
    staff.allow([Role.COORDINATOR], True, [])
    async with database.transaction() as session:
        session.add(staff)
        await announce(session, staff)


async def test_somebody_who_has_an_account_becomes_an_administrator_only_where_that_is_said(
    database: Database, settings: Any
) -> None:
    await announce_signing_key(database, settings)
    await invited(database, "iryna@office.example")
    with pytest.raises(Refused, match=r"has an account already, as coordinator.*admin link.*--promote"):
        await create_administrator(database, settings.url, "Iryna@office.example", "", "uk")
    await create_administrator(database, settings.url, "iryna@office.example", "", "uk", promote=True)
    async with database.reading() as session:
        assert await roles_of(session, "iryna@office.example") == ["administrator", "coordinator"]


async def test_a_link_for_whom_no_letter_reached_adds_no_right(
    client: httpx.AsyncClient, database: Database, settings: Any
) -> None:
    await announce_signing_key(database, settings)
    await invited(database, "iryna@office.example")
    path = (await link_of(database, settings.url, "iryna@office.example")).removeprefix(settings.url)
    assert (await client.post(path, data={"_page": path, "password": PASSWORD})).status_code == 303
    signed = await client.post("/sign-in", data={"email": "iryna@office.example", "password": PASSWORD})
    assert signed.status_code == 303
    async with database.reading() as session:
        assert await roles_of(session, "iryna@office.example") == ["coordinator"]


async def test_no_link_is_made_for_nobody_or_for_whoever_is_no_longer_there(database: Database, settings: Any) -> None:
    await announce_signing_key(database, settings)
    with pytest.raises(Refused, match=r"Nobody has the address .* invite them at /people"):
        await link_of(database, settings.url, "nobody@office.example")
    await invited(database, "iryna@office.example")
    async with database.transaction() as session:
        (await session.scalars(select(Staff).where(Staff.email == "iryna@office.example"))).one().active = False
    with pytest.raises(Refused, match="has ended"):
        await link_of(database, settings.url, "iryna@office.example")
    with pytest.raises(Refused, match=r"had an account, which has ended.*takes that back at /people; .*--promote"):
        await create_administrator(database, settings.url, "iryna@office.example", "", "uk")


async def test_no_link_is_made_for_whoever_signs_in_with_the_city(database: Database, settings: Any) -> None:
    await invited(database, "iryna@office.example")
    with pytest.raises(Refused, match="signs in with the city"):
        await link_of(database, settings.url, "iryna@office.example", city=True)


async def roles_of(session: AsyncSession, email: str) -> list[str]:
    return sorted((await session.scalars(select(Staff).where(Staff.email == email))).one().roles)


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
    again = await liaison("link", "--email", "me@office.example")
    assert (await client.get(again.removeprefix(settings.url))).status_code == 200
