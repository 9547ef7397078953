"""A CSO's page."""

import httpx
import pytest
from liaison_kit import clock
from liaison_registry.model import Office

from services.registry.tests.organisations import CSO, GARDEN, registered


async def test_it_shows_the_organisation_and_its_district(staff: httpx.AsyncClient, office: Office) -> None:
    registration = {
        "edrpou": "99000376",
        "name": "ГО «Сад»",
        "registered_on": clock.today().isoformat(),
        "created_with_help": True,
        "district_id": str(office.district_id),
    }
    await staff.post("/api/registry/v1/cso", json=registration)
    page = await staff.get("/cso/99000376")
    for text in ("ГО «Сад»", "UA-EDR-99000376", "Створено за допомогою мережі", "Вінницько-Хутірський"):
        assert text in page.text


async def test_residents_see_how_to_reach_it_and_how_it_stands(
    staff: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    await registered(staff)
    details = {"name": "ГО «Сад»", "areas": ["environment"], "description": "Садимо дерева.", "website": "sad.org.ua"}
    details |= {"phone": "0432 59 50 00", "email": "sad@example.org", "address": "вул. Садова, 1"}
    await staff.post(f"{CSO}/{GARDEN}/details", json=details)
    await staff.post(f"{CSO}/{GARDEN}/memoranda", json={"number": "1", "signed_on": clock.today().isoformat()})
    form = (await staff.get(f"/cso/{GARDEN}/details")).text
    assert 'value="environment" checked' in form
    del client.headers["authorization"]
    page = (await client.get(f"/cso/{GARDEN}")).text
    for text in ("Довкілля", "Садимо дерева.", 'href="https://sad.org.ua"', 'href="mailto:sad@example.org"'):
        assert text in page
    for text in ('href="tel:+380432595000"', "вул. Садова, 1", "Меморандум з міською радою", "доки не припинять"):
        assert text in page
    for text in (f"{GARDEN}/details", "confirm=", "/memoranda", "/dormancy"):
        assert text not in page
    assert "Садимо дерева." in (await client.get(f"/cso/{GARDEN}?lang=en")).text


async def test_its_dissolution_is_asked_for_twice(staff: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
    await staff.post("/api/registry/v1/cso/import", content="ЄДРПОУ;Назва\n99000376;ГО «Сад»".encode())
    page = (await staff.get("/cso/99000376")).text
    assert 'href="/cso/99000376?confirm=dissolution#confirmation"' in page
    assert "/dissolution" not in page
    asked = (await staff.get("/cso/99000376?confirm=dissolution")).text
    assert 'action="/cso/99000376/dissolution"' in asked
    assert 'href="/cso/99000376">Ні, повернутися' in asked


async def test_a_day_that_nobody_knows_is_not_invented(staff: httpx.AsyncClient) -> None:
    await staff.post("/api/registry/v1/cso/import", content="ЄДРПОУ;Назва\n99000376;ГО «Сад»".encode())
    assert "невідомо" in (await staff.get("/cso/99000376")).text


@pytest.mark.parametrize("edrpou", ["99000376", "import", "%00"])
async def test_there_is_no_such_organisation(client: httpx.AsyncClient, edrpou: str) -> None:
    assert (await client.get(f"/cso/{edrpou}")).status_code == 404
