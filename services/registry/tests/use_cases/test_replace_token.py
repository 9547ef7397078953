"""Replacing a program's token."""

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


async def test_the_old_token_is_void_at_once(staff: httpx.AsyncClient, published: Published) -> None:
    one, old = await added(staff)
    new = (await staff.post(f"{PEOPLE}/{one}/token")).json()["token"]
    assert (await staff.get(PEOPLE, headers=bearer(old))).status_code == 401
    assert (await staff.get(PEOPLE, headers=bearer(new))).status_code == 200
    assert await published() == ["StaffChanged", "StaffChanged"]


async def test_a_person_has_none(staff: httpx.AsyncClient) -> None:
    assert (await staff.post(f"{PEOPLE}/{await invited(staff)}/token")).status_code == 404
