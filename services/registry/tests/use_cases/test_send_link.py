"""Sending a link."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model import Staff, StaffLink
from sqlalchemy import select, update

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


async def test_somebody_who_never_came_is_invited_again_and_others_can_choose_anew(
    staff: httpx.AsyncClient, database: Database, letters: Any
) -> None:
    one = await invited(staff)
    assert (await staff.post(f"{PEOPLE}/{one}/links")).status_code == 200
    await with_password(database, one)
    assert (await staff.post(f"{PEOPLE}/{one}/links")).status_code == 200
    assert len({letter.link for letter in await letters()}) == 3
    async with database.reading() as session:
        kept = (await session.scalars(select(StaffLink).order_by(StaffLink.expires_at))).all()
    assert [link.errand for link in kept] == ["reset", "invitation", "invitation"]


async def test_a_deactivated_person_gets_none(staff: httpx.AsyncClient) -> None:
    one = await invited(staff)
    await staff.post(f"{PEOPLE}/{one}/deactivation")
    assert (await staff.post(f"{PEOPLE}/{one}/links")).status_code == 409
