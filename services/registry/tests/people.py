"""People and programs that an administrator has made, for the tests of what can be done with them."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_kit.database import Database
from liaison_registry.model import Staff
from sqlalchemy import update

PEOPLE = "/api/registry/v1/people"
Published = Callable[[], Awaitable[list[str]]]
OLENA = {"name": "Олена", "email": " Olena@Example.ORG ", "roles": ["coordinator"], "whole_network": True}
PROGRAM = {"name": "Статистика", "roles": ["analyst", "administrator"]}


async def invited(staff: httpx.AsyncClient, **changes: Any) -> str:
    answer = await staff.post(PEOPLE, json=OLENA | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def with_password(database: Database, *ids: str) -> None:
    async with database.transaction() as session:
        await session.execute(update(Staff).where(Staff.id.in_(ids)).values(password_hash="argon2", totp_secret="x"))


async def added(staff: httpx.AsyncClient) -> tuple[str, str]:
    """A program's id and its token."""
    answer = await staff.post(f"{PEOPLE}/programs", json=PROGRAM)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], answer.json()["token"]


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
