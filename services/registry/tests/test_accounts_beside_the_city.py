"""Accounts where people sign in with the city: a password is for emergencies, and roles are not given here."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.testing import STAFF_TOKEN
from liaison_registry.model import Errand, Staff, StaffLink

PASSWORD, NEW = "п'ять зелених відер води", "сім рудих котів на даху"
STAFF = {"authorization": f"Bearer {STAFF_TOKEN}"}
API = "/api/registry/v1"


@pytest.fixture
def more_settings(tmp_path: Path) -> dict[str, Any]:
    """A provider that is never asked."""
    return {
        "signing_key_file": tmp_path / "signing.key",
        "totp_key_file": tmp_path / "totp.key",
        "oidc_issuer": "https://id.city.example",
        "oidc_client_id": "liaison",
        "oidc_client_secret": "a secret",
        "oidc_roles": {"lo-worker": "worker"},
    }


async def sent_before(database: Database, staff: Staff, errand: Errand) -> str:
    link, path = StaffLink.make(staff.id, errand, clock.real_now())
    async with database.transaction() as session:
        session.add(link)
    return path


@pytest_asyncio.fixture
async def emergency(person: Staff, database: Database) -> Staff:
    async with database.transaction() as session:
        staff = await session.get_one(Staff, person.id)
        staff.break_glass = True
    return staff


async def test_a_password_opens_nothing_and_is_answered_like_a_wrong_one(
    client: httpx.AsyncClient, person: Staff
) -> None:
    right, wrong = [
        await client.post(f"{API}/sign-in", json={"email": person.email, "password": typed})
        for typed in (PASSWORD, NEW)
    ]
    assert (right.status_code, right.content) == (401, wrong.content)
    assert "set-cookie" not in right.headers


async def test_nobody_is_invited_or_sent_a_link(client: httpx.AsyncClient, person: Staff, letters: Any) -> None:
    invitation = {"name": "Тарас", "email": "t@city.example", "roles": ["analyst"]}
    assert (await client.post(f"{API}/people", json=invitation, headers=STAFF)).status_code == 409
    assert (await client.post(f"{API}/people/{person.id}/links", headers=STAFF)).status_code == 409
    assert (await client.post(f"{API}/sign-in/forgotten", json={"email": person.email})).status_code == 202
    assert await letters() == []


@pytest.mark.parametrize("errand", Errand)
async def test_a_link_that_was_sent_before_sets_no_password(
    client: httpx.AsyncClient, person: Staff, database: Database, errand: Errand
) -> None:
    path = await sent_before(database, person, errand)
    assert (await client.get(path)).status_code == 409
    assert (await client.post(path, data={"_page": path, "password": NEW})).status_code == 409
    async with database.reading() as session:
        assert (await session.get_one(Staff, person.id)).password_hash == person.password_hash


async def test_the_roles_are_the_citys_and_the_scope_is_given_here(
    client: httpx.AsyncClient, person: Staff, database: Database
) -> None:
    async with database.transaction() as session:
        (await session.get_one(Staff, person.id)).subject = "olena"
    path = f"{API}/people/{person.id}/roles"
    more = {"roles": ["worker", "coordinator", "auditor"], "whole_network": True}
    assert (await client.post(path, json=more, headers=STAFF)).status_code == 409
    same = {"roles": ["coordinator", "worker"], "whole_network": False, "offices": []}
    assert (await client.post(path, json=same, headers=STAFF)).json()["errors"][0]["field"] == "offices"
    assert (await client.post(path, json=same | {"whole_network": True}, headers=STAFF)).status_code == 200


async def test_in_an_emergency_a_password_opens_and_a_link_sets_one(
    client: httpx.AsyncClient, emergency: Staff, database: Database, letters: Any
) -> None:
    typed = {"email": emergency.email, "password": PASSWORD}
    assert (await client.post(f"{API}/sign-in", json=typed)).status_code == 204
    assert (await client.post(f"{API}/people/{emergency.id}/links", headers=STAFF)).status_code == 200
    assert (await client.post(f"{API}/sign-in/forgotten", json={"email": emergency.email})).status_code == 202
    assert len(await letters()) == 2
    path = await sent_before(database, emergency, Errand.RESET)
    assert (await client.post(path, data={"_page": path, "password": NEW})).status_code == 303
    assert (await client.post(f"{API}/sign-in", json=typed | {"password": NEW})).status_code == 204
