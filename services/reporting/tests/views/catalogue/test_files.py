"""What programs take from the catalogue: schemas of each version, golden facts, AsyncAPI, the changelog."""

import json

import httpx
import jsonschema_rs
from liaison_contracts.published import ENVELOPE, FOLDER, Published
from liaison_contracts.publishing import PUBLIC
from liaison_kit.settings import Settings

PUBLISHED = Published()


async def test_golden_facts_are_valid_by_the_schema_of_the_record_that_is_served(client: httpx.AsyncClient) -> None:
    for topic in PUBLIC:
        version = PUBLISHED.version(topic.type)
        assert version
        for name in (topic.type, version.name):
            schema = await client.get(f"/subscribe/records/{name}.json")
            assert schema.headers["content-type"] == "application/schema+json"
            facts = await client.get(f"/subscribe/facts/{name}.json")
            assert facts.headers["content-type"] == "application/cloudevents-batch+json"
            judge = jsonschema_rs.Draft202012Validator(schema.json(), validate_formats=True)
            assert facts.json()
            for fact in facts.json():
                judge.validate(fact)


async def test_each_version_has_a_schema_at_an_address_of_its_own(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    for kind in PUBLISHED.types():
        for version in PUBLISHED.versions(kind):
            schema = (await client.get(f"/subscribe/schemas/{version.name}.json")).json()
            assert schema.pop("$id") == f"{settings.url}/subscribe/schemas/{version.name}.json"
            assert schema == PUBLISHED.whole(version)
            assert '.json"}' not in json.dumps(schema), "it leads to another file"


async def test_the_newest_is_at_the_address_of_the_type(client: httpx.AsyncClient) -> None:
    newest = (await client.get("/subscribe/schemas/liaison.events.EventHeld.v1.json")).json()
    version = PUBLISHED.versions("liaison.events.EventHeld.v1")[-1]
    assert newest["properties"] == PUBLISHED.whole(version)["properties"]


async def test_what_never_was_is_not_found(client: httpx.AsyncClient) -> None:
    for path in (
        "schemas/liaison.events.EventHeld.v1.99",
        "records/liaison.events.EventHeld.v1.99",
        "records/liaison.events.SignUpConfirmed.v1",
        f"records/{ENVELOPE}",
        "facts/..%2Freleased",
    ):
        assert (await client.get(f"/api/reporting/v1/subscribe/{path}.json")).status_code == 404, path


async def test_asyncapi_names_the_broker_and_every_topic(client: httpx.AsyncClient, settings: Settings) -> None:
    document = (await client.get("/subscribe/asyncapi.json")).json()
    assert document["asyncapi"] == "3.0.0"
    hosts = [server["host"] for server in document["servers"].values()]
    assert hosts == settings.kafka_bootstrap_servers.split(",")
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert addresses == {settings.topic_prefix + topic.name for topic in PUBLIC}


async def test_the_changelog_has_every_version_of_every_contract(client: httpx.AsyncClient) -> None:
    releases = (await client.get("/api/reporting/v1/subscribe/changelog")).json()["releases"]
    told = [one["version"]["name"] for release in releases for one in release["changed"]]
    assert sorted(told) == sorted(path.stem for path in FOLDER.glob("schemas/*.json"))
    page = (await client.get("/subscribe/changelog?lang=en")).text
    assert "liaison.events.EventHeld.v1" in page
