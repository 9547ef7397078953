"""Dissolving a CSO."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from liaison_kit import clock

Published = Callable[[], Awaitable[list[str]]]
CSO = "/api/registry/v1/cso"
ADDRESS = f"{CSO}/99000376/dissolution"


@pytest.fixture
async def registered(staff: httpx.AsyncClient) -> None:
    body = {"edrpou": "99000376", "name": "ГО «Сад»", "registered_on": clock.today().isoformat()}
    assert (await staff.post(CSO, json=body)).status_code == 201


@pytest.mark.usefixtures("registered")
async def test_a_cso_is_dissolved_and_the_fact_is_published(staff: httpx.AsyncClient, published: Published) -> None:
    answer = await staff.post(ADDRESS, json={})
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "dissolved"
    assert answer.json()["dissolved_on"] == clock.today().isoformat()
    assert await published() == ["CSORegistered", "CSODissolved"]


@pytest.mark.usefixtures("registered")
async def test_what_it_had_agreed_ends_with_it(staff: httpx.AsyncClient, published: Published) -> None:
    signing = {"number": "1", "signed_on": clock.today().isoformat()}
    assert (await staff.post(f"{CSO}/99000376/memoranda", json=signing)).status_code == 201
    await staff.post(f"{CSO}/99000376/network-membership", json={})
    state = (await staff.post(ADDRESS, json={})).json()
    assert (state["memorandum"], state["network_since"]) == (None, None)
    assert (await published())[-2:] == ["MemorandumEnded", "CSODissolved"]


@pytest.mark.usefixtures("registered")
async def test_it_is_dissolved_once(staff: httpx.AsyncClient, published: Published) -> None:
    await staff.post(ADDRESS, json={})
    assert (await staff.post(ADDRESS, json={})).status_code == 409
    assert await published() == ["CSORegistered", "CSODissolved"]


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("days", [1, -1])
async def test_the_day_lies_between_registration_and_today(
    staff: httpx.AsyncClient, published: Published, days: int
) -> None:
    day = clock.today() + timedelta(days=days)
    answer = await staff.post(ADDRESS, json={"dissolved_on": day.isoformat()})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "dissolved_on"
    assert await published() == ["CSORegistered"]


async def test_an_unknown_organisation_cannot_be_dissolved(staff: httpx.AsyncClient, published: Published) -> None:
    assert (await staff.post(ADDRESS, json={})).status_code == 404
    assert await published() == []


async def test_a_resident_cannot_dissolve_an_organisation(client: httpx.AsyncClient) -> None:
    assert (await client.post(ADDRESS, json={})).status_code == 401


@pytest.mark.usefixtures("registered")
async def test_by_page_the_worker_comes_back_to_the_organisation(staff: httpx.AsyncClient) -> None:
    answer = await staff.post("/cso/99000376/dissolution", data={"_page": "/cso/99000376"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/cso/99000376")
    page = await staff.get("/cso/99000376")
    assert "Припинено" in page.text
    assert "/dissolution" not in page.text
