"""The list of districts."""

import httpx
from liaison_registry.model import Office


async def test_each_district_shows_its_offices(client: httpx.AsyncClient, office: Office) -> None:
    answer = (await client.get("/api/registry/v1/districts")).json()
    assert [(one["district"]["seat"], len(one["offices"])) for one in answer["districts"]] == [("Вінницькі Хутори", 1)]
    page = await client.get("/districts")
    assert 'href="/offices/khutory"' in page.text


async def test_without_districts_it_says_what_to_do_next(client: httpx.AsyncClient) -> None:
    assert "щойно мережу буде налаштовано" in (await client.get("/districts")).text
