"""The schema of a fact's data."""

import httpx
import pytest
from jsonschema import Draft202012Validator
from liaison_contracts.catalog import CATALOG, Topic
from liaison_kit.settings import Settings


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
