"""Registering a CSO."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_registry.model import Office
from sqlalchemy import text

from services.registry.tests.organisations import formed, took

Published = Callable[[], Awaitable[list[str]]]
ADDRESS = "/api/registry/v1/cso"


def registration(**changes: Any) -> dict[str, Any]:
    return {
        "edrpou": "99000376",
        "name": "ГО «Сад»",
        "registered_on": clock.today().isoformat(),
        "created_with_help": True,
    } | changes


async def test_a_cso_is_registered_and_the_fact_is_published(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    answer = await staff.post(ADDRESS, json=registration(district_id=str(office.district_id)))
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == "/cso/99000376"
    assert answer.json()["created_with_help"] is True
    assert answer.json()["district_id"] == str(office.district_id)
    assert await published() == ["CSORegistered"]


async def test_an_organisation_is_registered_once(staff: httpx.AsyncClient, published: Published) -> None:
    await staff.post(ADDRESS, json=registration())
    answer = await staff.post(ADDRESS, json=registration(name="ГО «Інша»"))
    assert answer.status_code == 409
    assert "ГО «Сад»" in answer.json()["errors"][0]["message"]
    assert answer.json()["errors"][0]["field"] == "edrpou"
    assert await published() == ["CSORegistered"]


async def test_of_two_at_the_same_moment_one_is_refused(staff: httpx.AsyncClient, published: Published) -> None:
    answers = await asyncio.gather(*(staff.post(ADDRESS, json=registration()) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert await published() == ["CSORegistered"]


async def test_what_is_listed_from_the_register_is_not_registered_again(
    staff: httpx.AsyncClient, published: Published
) -> None:
    await staff.post(f"{ADDRESS}/import", content="ЄДРПОУ;Назва\n99000376;ГО «Сад»".encode())
    assert (await staff.post(ADDRESS, json=registration())).status_code == 409
    assert await published() == ["CSOListed"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"edrpou": "99000377"}, "edrpou"),
        ({"edrpou": "00000000"}, "edrpou"),
        ({"edrpou": "3184710691"}, "edrpou"),
        ({"name": " "}, "name"),
        ({"name": "ГО\x00"}, "name"),
        ({"name": "Г" * 501}, "name"),
        ({"registered_on": "2999-01-01"}, "registered_on"),
        ({"registered_on": "tomorrow"}, "registered_on"),
        ({"registered_on": (clock.today() - timedelta(days=8)).isoformat()}, "backdating_reason"),
        ({"district_id": str(new_id())}, "district_id"),
        ({"office_id": str(new_id())}, "office_id"),
        ({"group_id": str(new_id())}, "group_id"),
    ],
)
async def test_a_mistake_names_its_field(
    staff: httpx.AsyncClient, published: Published, changes: dict[str, Any], field: str
) -> None:
    answer = await staff.post(ADDRESS, json=registration(**changes))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await published() == []


async def test_with_a_reason_it_may_lie_in_the_past(staff: httpx.AsyncClient, published: Published) -> None:
    late = registration(registered_on="2023-06-01", backdating_reason="found in the archive")
    assert (await staff.post(ADDRESS, json=late)).status_code == 201
    assert await published() == ["CSORegistered"]


async def test_a_resident_cannot_register(client: httpx.AsyncClient, published: Published) -> None:
    assert (await client.post(ADDRESS, json=registration())).status_code == 401
    assert await published() == []


async def test_a_group_becomes_an_organisation_and_its_founders_are_forgotten(
    staff: httpx.AsyncClient, office: Office, database: Database, published: Published
) -> None:
    group = await formed(staff, office)
    one = registration(group_id=group.rpartition("/")[2], created_with_help=None)
    early = await staff.post(ADDRESS, json=one)
    assert (early.status_code, early.json()["errors"][0]["field"]) == (409, "group_id")
    await took(staff, group, "statute", "meeting", "application")
    codes = ("99000376", "99000749", "99000005")
    answers = await asyncio.gather(*(staff.post(ADDRESS, json=one | {"edrpou": code}) for code in codes))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    (state,) = (answer.json() for answer in answers if answer.status_code == 201)
    assert (state["created_with_help"], state["office_id"], state["areas"]) == (True, str(office.id), ["environment"])
    assert state["district_id"] == str(office.district_id)
    page = (await staff.get(group)).json()
    assert (page["status"], page["missing"], page["cso"]["id"]) == ("registered", [], state["id"])
    assert page["forgotten_on"] == clock.today().isoformat()
    async with database.reading() as session:
        rows = (await session.execute(text("select * from initiative_group"))).all()
    assert "Прикладенко" not in str(rows)
    assert await published() == ["InitiativeGroupFormed", "CSORegistered"]


async def test_a_group_may_have_managed_without_help(staff: httpx.AsyncClient, office: Office) -> None:
    group = await formed(staff, office)
    await took(staff, group, "statute", "meeting", "application", "entry")
    form = {"_page": "/cso/new", "edrpou": "99000376", "name": "ГО «Сад»", "created_with_help": "false"}
    form |= {"registered_on": clock.today().isoformat(), "group_id": group.rpartition("/")[2]}
    assert (await staff.post("/cso", data=form)).status_code == 303
    assert (await staff.get(f"{ADDRESS}/99000376")).json()["cso"]["created_with_help"] is False


async def test_the_form_leads_to_the_organisation(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    form = {"_page": "/cso/new", "edrpou": "99000376", "name": "ГО «Сад»", "created_with_help": "true"}
    form |= {"registered_on": clock.today().isoformat(), "district_id": "", "backdating_reason": ""}
    answer = await staff.post("/cso", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cso/99000376")
    assert await published() == ["CSORegistered"]


async def test_the_form_shows_what_was_wrong(staff: httpx.AsyncClient, office: Office, published: Published) -> None:
    form = {"_page": "/cso/new", "edrpou": "1", "name": "ГО «Сад»", "registered_on": clock.today().isoformat()}
    answer = await staff.post("/cso", data=form)
    assert answer.status_code == 422
    assert "Це не код ЄДРПОУ" in answer.text
    assert "ГО «Сад»" in answer.text
    assert await published() == []
