"""Changing roles."""

from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model import Staff
from sqlalchemy import update

from services.registry.tests.people import PEOPLE, Published, invited, with_password

pytestmark = pytest.mark.usefixtures("sealing_key")


async def test_roles_and_scope_change_and_the_fact_is_published(staff: httpx.AsyncClient, published: Published) -> None:
    one = await invited(staff)
    answer = await staff.post(f"{PEOPLE}/{one}/roles", json={"roles": ["analyst", "auditor"]})
    assert answer.json()["roles"] == ["analyst", "auditor"]
    assert answer.json()["whole_network"] is False
    await staff.post(f"{PEOPLE}/{one}/roles", json={"roles": ["auditor", "analyst"]})
    assert (await published()).count("StaffChanged") == 2


async def test_two_who_change_one_account_the_second_sees_what_the_first_did(staff: httpx.AsyncClient) -> None:
    one = await invited(staff)
    seen = {"if-match": (await staff.get(f"{PEOPLE}/{one}")).headers["etag"]}
    first = await staff.post(f"{PEOPLE}/{one}/roles", json={"roles": ["analyst"]}, headers=seen)
    second = await staff.post(f"{PEOPLE}/{one}/roles", json={"roles": ["auditor"]}, headers=seen)
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await staff.get(f"{PEOPLE}/{one}")).json()["person"]["roles"] == ["analyst"]


async def test_nobody_changes_their_own_roles(staff: httpx.AsyncClient, signed_in: Any) -> None:
    one = await invited(staff, roles=["administrator"])
    del staff.headers["authorization"]
    self = await signed_in(id=one, version=9, roles=["administrator"])
    answer = await self.post(f"{PEOPLE}/{one}/roles", json={"roles": ["administrator", "auditor"]})
    assert answer.status_code == 409
    assert "own roles" in answer.json()["detail"]


async def test_somebody_who_came_from_a_city_that_has_no_sign_in_any_more_gets_roles_here(
    staff: httpx.AsyncClient, database: Database
) -> None:
    one = await invited(staff)
    async with database.transaction() as session:
        await session.execute(update(Staff).where(Staff.id == one).values(subject="olena"))
    page = (await staff.get(f"/people/{one}", params={"lang": "en"})).text
    assert "Send a new link" in page
    assert "with the city" not in page
    assert (await staff.post(f"{PEOPLE}/{one}/roles", json={"roles": ["auditor"]})).status_code == 200


async def test_the_last_administrator_stays_one(staff: httpx.AsyncClient, database: Database) -> None:
    one = await invited(staff, roles=["administrator"])
    two = await invited(staff, roles=["administrator"], email="two@example.org")
    await with_password(database, one)
    # The other one is invited, but cannot sign in yet.
    assert (await staff.post(f"{PEOPLE}/{one}/roles", json={"roles": ["auditor"]})).status_code == 409
    await with_password(database, two)
    assert (await staff.post(f"{PEOPLE}/{one}/roles", json={"roles": ["auditor"]})).status_code == 200
    assert (await staff.post(f"{PEOPLE}/{two}/roles", json={"roles": ["auditor"]})).status_code == 409
