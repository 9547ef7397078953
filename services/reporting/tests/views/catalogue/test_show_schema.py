"""The schema of a fact's data."""

import json

import httpx
import pytest
from jsonschema import Draft202012Validator
from liaison_contracts.catalog import CATALOG, Topic
from liaison_contracts.published import Published
from liaison_kit.settings import Settings

PUBLISHED = Published()


@pytest.mark.parametrize("topic", CATALOG, ids=lambda topic: topic.name)
async def test_every_contract_has_a_valid_schema_at_its_own_address(
    client: httpx.AsyncClient, settings: Settings, topic: Topic
) -> None:
    answer = await client.get(f"/subscribe/schemas/{topic.type}.json")
    assert answer.headers["content-type"] == "application/schema+json"
    schema = answer.json()
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{settings.url}/subscribe/schemas/{topic.type}.json"
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


async def test_a_published_fact_is_valid_by_it(client: httpx.AsyncClient, facts) -> None:
    schema = (await client.get("/api/reporting/v1/subscribe/schemas/liaison.registry.OfficeState.v1.json")).json()
    Draft202012Validator(schema).validate(facts.office().model_dump(mode="json"))


async def test_fields_may_be_added(client: httpx.AsyncClient, facts) -> None:
    schema = (await client.get("/subscribe/schemas/liaison.registry.OfficeState.v1.json")).json()
    Draft202012Validator(schema).validate(facts.office().model_dump(mode="json") | {"new_field": 1})


async def test_an_unknown_contract_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/reporting/v1/subscribe/schemas/liaison.events.Nothing.v1.json")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:liaison:problem:not-found"


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
