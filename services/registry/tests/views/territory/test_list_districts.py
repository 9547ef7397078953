"""The list of districts."""

import httpx
from liaison_kit.database import Database
from liaison_registry.model import Office

from services.registry.tests.conftest import planned_office


async def test_each_district_shows_its_offices(client: httpx.AsyncClient, office: Office) -> None:
    answer = (await client.get("/api/registry/v1/districts")).json()
    assert [(one["district"]["seat"], len(one["offices"])) for one in answer["districts"]] == [("Вінницькі Хутори", 1)]
    page = await client.get("/districts")
    assert 'href="/offices/khutory"' in page.text


async def test_without_districts_it_says_what_to_do_next(client: httpx.AsyncClient) -> None:
    assert "щойно мережу буде налаштовано" in (await client.get("/districts")).text


async def test_of_many_offices_the_first_are_named_and_the_others_counted(
    client: httpx.AsyncClient, office: Office, database: Database
) -> None:
    async with database.transaction() as session:
        session.add_all(planned_office(office.district_id, f"office-{number}") for number in range(12))
    (district,) = (await client.get("/api/registry/v1/districts")).json()["districts"]
    assert (len(district["offices"]), district["more"]) == (10, 3)
    page = (await client.get("/districts")).text
    assert f'href="/offices?district={office.district_id}">Ще 3 офіси' in page
