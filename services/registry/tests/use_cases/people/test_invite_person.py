"""Inviting."""

import json
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database

from services.registry.tests.people import OLENA, PEOPLE, Published, invited

pytestmark = pytest.mark.usefixtures("sealing_key")


async def test_an_invitation_makes_an_account_and_a_sealed_letter(
    staff: httpx.AsyncClient, published: Published, letters: Any
) -> None:
    answer = await staff.post(PEOPLE, json=OLENA)
    person = answer.json()
    assert (answer.status_code, person["email"], person["roles"]) == (201, "olena@example.org", ["coordinator"])
    assert sorted(await published()) == ["StaffChanged", "StaffLinkMade"]
    (letter,) = await letters()
    assert (letter.email, letter.language) == ("olena@example.org", "uk")
    secret = letter.link.removeprefix("http://localhost:8080/sign-in/links/")
    assert len(secret) >= 43
    assert secret not in answer.text
    page = await staff.get(f"/sign-in/links/{secret}")
    assert page.status_code == 200


async def test_nothing_about_the_person_is_in_the_outbox(staff: httpx.AsyncClient, database: Database) -> None:
    await invited(staff)
    async with database.reading() as session:
        connection = await session.connection()
        rows = (await connection.exec_driver_sql("select convert_from(payload, 'UTF8') from outbox")).scalars().all()
    assert rows
    assert not [row for row in rows if "olena" in row.lower() or "Олена" in row or "sign-in/links" in row]


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"email": "no address"}, 422, "email"),
        ({"roles": []}, 422, "roles"),
        ({"whole_network": False}, 422, "offices"),
        ({"whole_network": False, "offices": ["01990000-0000-7000-8000-000000000001"]}, 422, "offices"),
        ({"language": "ru"}, 422, "language"),
    ],
)
async def test_a_wrong_invitation_names_the_field(
    staff: httpx.AsyncClient, published: Published, wrong: dict[str, Any], status: int, field: str
) -> None:
    answer = await staff.post(PEOPLE, json=OLENA | wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert await published() == []


async def test_an_address_has_one_account(staff: httpx.AsyncClient) -> None:
    await invited(staff)
    answer = await staff.post(PEOPLE, json=OLENA | {"email": "OLENA@example.org"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "email")


async def test_only_administrators_invite(client: httpx.AsyncClient, signed_in: Any) -> None:
    assert (await client.post(PEOPLE, json=OLENA)).status_code == 401
    worker = await signed_in(roles=["worker", "coordinator", "analyst", "auditor"])
    assert (await worker.post(PEOPLE, json=OLENA)).status_code == 403


async def test_the_form_leads_to_the_new_account(staff: httpx.AsyncClient) -> None:
    form = {"_page": "/people/new", "name": "Олена", "email": "o@example.org", "roles[]": "analyst", "language": "en"}
    answer = await staff.post("/people", data=form)
    assert answer.status_code == 303, answer.text
    assert "Олена" in (await staff.get(answer.headers["location"])).text
    again = await staff.post("/people", data=form)
    assert again.status_code == 409
    assert 'value="analyst" checked' in again.text


async def test_the_versions_that_are_told_begin_at_one(staff: httpx.AsyncClient, database: Database) -> None:
    person = await invited(staff)
    await staff.post(f"{PEOPLE}/{person}/roles", json={"roles": ["analyst"]})
    async with database.reading() as session:
        connection = await session.connection()
        query = "select convert_from(payload, 'UTF8') from outbox where topic like '%StaffState' order by id"
        payloads = (await connection.exec_driver_sql(query)).scalars().all()
    assert [json.loads(payload)["data"]["version"] for payload in payloads] == [1, 2]
