"""Reactivating."""

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


async def test_a_reactivated_person_has_the_roles_of_before(staff: httpx.AsyncClient, published: Published) -> None:
    one = await invited(staff)
    await staff.post(f"{PEOPLE}/{one}/deactivation")
    for _ in range(2):
        answer = await staff.post(f"{PEOPLE}/{one}/reactivation")
        assert (answer.json()["active"], answer.json()["roles"]) == (True, ["coordinator"])
    assert (await published()).count("StaffChanged") == 3
