"""The schema of a whole record, and golden facts, which are valid by it."""

import httpx
import jsonschema_rs
from liaison_contracts.published import ENVELOPE, Published
from liaison_contracts.publishing import PUBLIC

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


async def test_what_never_was_is_not_found(client: httpx.AsyncClient) -> None:
    for path in (
        "schemas/liaison.events.EventHeld.v1.99",
        "records/liaison.events.EventHeld.v1.99",
        "records/liaison.events.SignUpConfirmed.v1",
        f"records/{ENVELOPE}",
        "facts/..%2Freleased",
    ):
        assert (await client.get(f"/api/reporting/v1/subscribe/{path}.json")).status_code == 404, path
