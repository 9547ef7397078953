"""Adding a program."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model import Staff
from sqlalchemy import update

PEOPLE = "/api/registry/v1/people"
Published = Callable[[], Awaitable[list[str]]]
OLENA = {"name": "Олена", "email": " Olena@Example.ORG ", "roles": ["coordinator"], "whole_network": True}
pytestmark = pytest.mark.usefixtures("sealing_key")


async def invited(staff: httpx.AsyncClient, **changes: Any) -> str:
    answer = await staff.post(PEOPLE, json=OLENA | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def with_password(database: Database, *ids: str) -> None:
    async with database.transaction() as session:
        await session.execute(update(Staff).where(Staff.id.in_(ids)).values(password_hash="argon2", totp_secret="x"))


PROGRAM = {"name": "Статистика", "roles": ["analyst", "administrator"]}


async def added(staff: httpx.AsyncClient) -> tuple[str, str]:
    answer = await staff.post(f"{PEOPLE}/programs", json=PROGRAM)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], answer.json()["token"]


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def test_its_token_works_and_is_not_kept(staff: httpx.AsyncClient, database: Database) -> None:
    one, token = await added(staff)
    assert token.startswith("liaison_")
    assert (await staff.get(PEOPLE, headers=bearer(token))).status_code == 200
    async with database.reading() as session:
        connection = await session.connection()
        for table in ("staff", "staff_copy", "outbox"):
            rows = (await connection.exec_driver_sql(f"select t::text from {table} t")).scalars().all()
            assert rows
            assert not [row for row in rows if token.split("_", 2)[2] in row], table
    await staff.post(f"{PEOPLE}/{one}/deactivation")
    assert (await staff.get(PEOPLE, headers=bearer(token))).status_code == 401


async def test_the_page_shows_the_token_once(staff: httpx.AsyncClient) -> None:
    form = {"_page": "/people/programs/new", "name": "Статистика", "roles[]": "analyst"}
    answer = await staff.post("/people/programs", data=form)
    assert answer.status_code == 303, answer.text
    page = await staff.get(answer.headers["location"])
    assert "<code>liaison_" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "<code>liaison_" not in (await staff.get(answer.headers["location"])).text
