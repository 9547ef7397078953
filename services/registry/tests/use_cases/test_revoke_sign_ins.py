"""Signing somebody out everywhere."""

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


async def test_a_cookie_of_before_is_refused(
    staff: httpx.AsyncClient, client: httpx.AsyncClient, signed_in: Any, settings: Any
) -> None:
    one = await invited(staff, roles=["administrator"])
    authorization = staff.headers.pop("authorization")
    person = await signed_in(id=one, version=1, roles=["administrator"])
    assert (await person.get(PEOPLE)).status_code == 200
    answer = await client.post(f"{PEOPLE}/{one}/revocation", headers={"authorization": authorization})
    assert answer.status_code == 200
    assert (await person.get(PEOPLE)).status_code == 401
