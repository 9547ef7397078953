"""A CSO's page."""

import httpx
import pytest
from liaison_kit import clock
from liaison_registry.model import Office


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
