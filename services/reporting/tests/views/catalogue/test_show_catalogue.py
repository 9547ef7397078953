"""The catalogue of facts."""

from html import unescape

import httpx
import pytest
from liaison_contracts.catalog import CATALOG, Classification
from liaison_kit.settings import Settings

PUBLIC = [topic for topic in CATALOG if topic.classification == Classification.PUBLIC]


async def test_every_public_topic_is_listed_and_no_other(client: httpx.AsyncClient, settings: Settings) -> None:
    catalogue = (await client.get("/api/reporting/v1/subscribe")).json()
    assert [topic["contract"] for topic in catalogue["topics"]] == [topic.contract.__name__ for topic in PUBLIC]
    assert catalogue["topics"][0]["name"] == f"{settings.topic_prefix}DistrictState"
    assert catalogue["bootstrap_servers"] == settings.kafka_bootstrap_servers


async def test_each_topic_leads_to_its_schema(client: httpx.AsyncClient) -> None:
    catalogue = (await client.get("/api/reporting/v1/subscribe")).json()
    for topic in catalogue["topics"]:
        schema = await client.get(topic["schema_url"])
        assert (schema.status_code, schema.json()["title"]) == (200, topic["contract"])


async def test_the_page_tells_what_each_fact_means_in_both_languages(client: httpx.AsyncClient) -> None:
    catalogue = (await client.get("/api/reporting/v1/subscribe")).json()
    ukrainian = (await client.get("/subscribe")).text
    english = unescape((await client.get("/subscribe?lang=en")).text)
    assert "Подія відбулася, звіт про неї подано." in ukrainian
    for topic in catalogue["topics"]:
        assert f"<code>{topic['name']}</code>" in ukrainian
        meaning = topic["meaning"].replace("`", "")
        assert f"<td>{meaning}</td>" in english, "the template says something else than the contract"
        assert meaning not in unescape(ukrainian), "no translation"


async def test_the_page_says_how_to_subscribe(client: httpx.AsyncClient, settings: Settings) -> None:
    page = (await client.get("/subscribe?lang=en")).text
    for text in (settings.kafka_bootstrap_servers, "CloudEvents 1.0", "sequence", "at least once", "same id"):
        assert text in page, text


@pytest.mark.parametrize(
    "query, found",
    [
        ("q=eventheld", {"EventHeld"}),
        ("q=liaison.events.EventHeld.v1", {"EventHeld"}),
        ("q=звіт про неї", {"EventHeld"}),
        ("q=took place and&lang=en", {"EventHeld"}),
        ("publisher=notifications&kind=state", {"SealingKeyState", "SubscriptionsState"}),
        ("q=nothing of the kind", set()),
    ],
)
async def test_a_topic_is_found_by_its_name_by_what_it_means_and_by_who_tells_it(
    client: httpx.AsyncClient, query: str, found: set[str]
) -> None:
    catalogue = (await client.get(f"/api/reporting/v1/subscribe?{query}")).json()
    assert {topic["contract"] for topic in catalogue["topics"]} == found
    page = (await client.get(f"/subscribe?{query}")).text
    assert all(f"<code>{topic['name']}</code>" in page for topic in catalogue["topics"])
