"""Resetting a second factor."""

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


async def test_the_second_factor_is_gone_and_the_fact_is_published(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    one = await invited(staff)
    await with_password(database, one)
    assert (await staff.get(f"{PEOPLE}/{one}")).json()["person"]["has_second_factor"]
    answer = await staff.post(f"{PEOPLE}/{one}/second-factor-reset")
    assert (answer.status_code, answer.json()["has_second_factor"]) == (200, False)
    assert (await published()).count("StaffChanged") == 2
