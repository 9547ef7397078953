"""Accounts of a demonstration: there, and nowhere else."""

from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.demo_accounts import DEMO_PASSWORD, DEMO_PROGRAM, keep_demo_accounts
from liaison_registry.model import Office, Staff
from liaison_registry.signing_key import announce_signing_key
from pydantic import SecretStr
from sqlalchemy import select

TOKEN = f"liaison_{DEMO_PROGRAM.hex}_secret"


async def status_of(client: httpx.AsyncClient, email: str) -> int:
    credentials = {"email": email, "password": DEMO_PASSWORD}
    return (await client.post("/api/registry/v1/sign-in", json=credentials)).status_code


@pytest.fixture
def demonstration(settings: Any) -> Any:
    return settings.model_copy(update={"demo_token": SecretStr(TOKEN)})


async def test_everybody_of_it_can_sign_in_the_worker_for_one_office(
    client: httpx.AsyncClient, database: Database, demonstration: Any, office: Office
) -> None:
    await announce_signing_key(database, demonstration)
    for _ in range(2):
        await keep_demo_accounts(database, demonstration)
    async with database.reading() as session:
        people = {staff.email: staff for staff in await session.scalars(select(Staff))}
    assert people["worker@demo.example"].offices == [str(office.id)]
    assert {staff.version for staff in people.values()} == {1}
    assert await status_of(client, "worker@demo.example") == 204
    assert (await client.get("/network")).status_code == 403
    assert await status_of(client, "admin@demo.example") == 204
    assert (await client.get("/network")).status_code == 200
    client.cookies.clear()
    assert (await client.get("/network", headers={"authorization": f"Bearer {TOKEN}"})).status_code == 200


@pytest.mark.parametrize("changed", [{"demo": False}, {"http_host": "0.0.0.0"}])
async def test_where_it_is_none_there_are_none_and_those_that_were_left_are_closed(
    client: httpx.AsyncClient, database: Database, demonstration: Any, changed: dict[str, Any]
) -> None:
    real = demonstration.model_copy(update=changed)
    await keep_demo_accounts(database, real)
    async with database.reading() as session:
        assert (await session.scalars(select(Staff))).all() == []
    await announce_signing_key(database, demonstration)
    await keep_demo_accounts(database, demonstration)
    await keep_demo_accounts(database, real)
    assert await status_of(client, "admin@demo.example") == 401
    assert (await client.get("/network", headers={"authorization": f"Bearer {TOKEN}"})).status_code == 401
