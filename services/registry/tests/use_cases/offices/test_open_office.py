"""Opening an office."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_kit import clock
from liaison_registry.model import Office

from services.registry.tests.offices import OVERRIDE

Published = Callable[[], Awaitable[list[str]]]


async def test_an_office_opens_and_the_fact_is_published(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/opening", json=OVERRIDE)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "open"
    assert answer.json()["opened_on"] == clock.today().isoformat()
    assert await published() == ["OfficeOpened"]


async def test_an_office_opens_once(staff: httpx.AsyncClient, office: Office, published: Published) -> None:
    await staff.post(f"/api/registry/v1/offices/{office.id}/opening", json=OVERRIDE)
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/opening", json=OVERRIDE)
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:liaison:problem:already-open"
    assert await published() == ["OfficeOpened"]


async def test_a_day_long_past_needs_a_reason(staff: httpx.AsyncClient, office: Office, published: Published) -> None:
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/opening", json={"opened_on": "2023-05-15"} | OVERRIDE)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "backdating_reason"
    assert await published() == []


async def test_a_resident_cannot_open_an_office(
    client: httpx.AsyncClient, office: Office, published: Published
) -> None:
    answer = await client.post(f"/api/registry/v1/offices/{office.id}/opening", json=OVERRIDE)
    assert answer.status_code == 401
    assert await published() == []


async def test_the_form_shows_what_was_wrong_and_keeps_what_was_typed(staff: httpx.AsyncClient, office: Office) -> None:
    form = {"_page": "/offices/khutory?confirm=opening", "opened_on": "2999-01-01", "backdating_reason": "found later"}
    answer = await staff.post(f"/offices/{office.id}/opening", data=form)
    assert answer.status_code == 422
    assert "День відкриття не може бути в майбутньому." in answer.text
    assert 'value="found later"' in answer.text


async def test_the_form_leads_back_to_the_office(staff: httpx.AsyncClient, office: Office) -> None:
    answer = await staff.post(f"/offices/{office.id}/opening", data={"_page": "/offices/khutory"} | OVERRIDE)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/offices/khutory"
    page = await staff.get("/offices/khutory?lang=en")
    assert "At work since" in page.text
