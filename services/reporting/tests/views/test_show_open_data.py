"""The page of the open data."""

from typing import Any

import httpx
from liaison_contracts.identity import Role
from liaison_kit.database import Database
from liaison_kit.settings import Settings
from liaison_reporting.model.open_data.known import DATASETS

from services.reporting.tests.open_data.network import network, publish, tell


async def test_it_lists_every_dataset_before_and_after_its_first_edition(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any
) -> None:
    page = await client.get("/data?lang=en")
    assert page.text.count("It will be published within a minute.") == len(DATASETS)
    await tell(database, *network(facts))
    await publish(database, settings)
    page = await client.get("/data?lang=uk")
    for name in DATASETS:
        assert f'href="/data/sets/{name}.csv"' in page.text
    assert "Institute" not in page.text
    assert "Інститут розвитку міст. Відкриті дані мережі офісів взаємодії" in page.text
    answer = (await client.get("/api/reporting/v1/data")).json()
    assert {one["edition"] for one in answer["datasets"]} == {1}
    assert answer["licence"] == "https://creativecommons.org/licenses/by/4.0/"


async def test_only_the_networks_coordinators_see_the_button(client: httpx.AsyncClient, signed_in: Any) -> None:
    assert "/data/publication" not in (await client.get("/data")).text
    assert "/data/publication" not in (await (await signed_in(roles=[Role.WORKER])).get("/data")).text
    assert "/data/publication" in (await (await signed_in(roles=[Role.COORDINATOR])).get("/data")).text
