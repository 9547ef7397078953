"""Sending a link."""

from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model import StaffLink
from sqlalchemy import select

from services.registry.tests.people import PEOPLE, invited, with_password

pytestmark = pytest.mark.usefixtures("sealing_key")


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
