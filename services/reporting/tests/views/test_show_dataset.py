"""A dataset's page."""

from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_kit.settings import Settings
from liaison_reporting.model.open_data.known import DATASETS

from services.reporting.tests.open_data.network import network, publish, tell


@pytest.mark.parametrize("language", ["uk", "en"])
async def test_it_tells_what_each_field_means(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any, language: str
) -> None:
    await tell(database, *network(facts))
    await publish(database, settings)
    for name, dataset in DATASETS.items():
        page = await client.get(f"/data/sets/{name}", params={"lang": language})
        assert page.status_code == 200
        for field in dataset.names:
            assert f"<code>{field}</code>" in page.text
        assert (dataset.fields[0].description in page.text) == (language == "en")


async def test_before_its_first_edition_there_is_the_dictionary_alone(client: httpx.AsyncClient) -> None:
    page = (await client.get("/api/reporting/v1/data/sets/events")).json()
    assert (page["published"], page["editions"]) == (False, [])
    for file in ("events.csv", "events/passport.csv"):
        assert (await client.get(f"/data/sets/{file}")).status_code == 404
    assert (await client.get("/data/sets/events/structure.csv")).status_code == 200


async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    for path in ("nothing", "nothing.csv", "nothing/structure.csv", "nothing/passport.csv"):
        assert (await client.get(f"/data/sets/{path}")).status_code == 404
