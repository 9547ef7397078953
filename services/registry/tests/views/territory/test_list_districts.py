"""The list of districts."""

import httpx
from liaison_kit.database import Database
from liaison_registry.model import Office

from services.registry.tests.conftest import planned_office
from services.registry.tests.territory import API, district, two_districts


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
    assert (len(district["offices"]), district["more"]) == (5, 8)
    page = (await client.get("/districts")).text
    assert f'href="/offices?district={office.district_id}">Ще 8 офісів' in page


async def test_a_resident_finds_the_district_of_a_village(client: httpx.AsyncClient, database: Database) -> None:
    await two_districts(database)
    for asked, found in (("писарів", 1), ("СТАДН", 1), ("en)", 2), ("100%", 0)):
        answer = (await client.get(f"{API}/districts", params={"q": asked})).json()
        assert (answer["found"], len(answer["districts"])) == (found, found), asked
    assert 'value="писарів"' in (await client.get("/districts?q=писарів")).text
    assert "Спробуйте частину назви" in (await client.get("/districts?q=ніде&lang=uk")).text


async def test_many_districts_come_in_pages(client: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        session.add_all(district(f"UA0502003000{number:07}", f"Округ {number:02}") for number in range(1, 22))
    second = (await client.get(f"{API}/districts?page=2")).json()
    assert [one["district"]["name"] for one in second["districts"]] == ["Округ 21"]
    assert (second["pages"], second["found"]) == (2, 21)
    assert 'href="/districts?page=2"' in (await client.get("/districts")).text
