"""The AsyncAPI document: its official parser takes it, and its examples are what it says they are."""

import copy
import json
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from liaison_contracts.asyncapi import asyncapi
from liaison_contracts.catalog import OTHERS, PARTITIONS
from liaison_contracts.published import Published
from liaison_contracts.publishing import PUBLIC

from tests.contracts.judges import judged

SERVERS = "kafka-1.example:9092, kafka-2.example:9092"
SASL = ("SASL_SSL", "kafka-secure", ["scramSha512"])


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return asyncapi(Published(), SERVERS, "0.1.0", "city.", protocol="SASL_SSL")


async def test_the_official_parser_takes_it(document: dict[str, Any]) -> None:
    answer = await judged("asyncapi", document)
    assert answer == {
        "problems": [],
        "channels": len(PUBLIC),
        "operations": len(PUBLIC),
        "messages": len(PUBLIC),
    }


@pytest.mark.parametrize(
    "protocol, told, schemes", [("PLAINTEXT", "kafka", []), ("SSL", "kafka-secure", []), SASL], ids=str
)
async def test_servers_say_how_one_gets_in(protocol: str, told: str, schemes: list[str]) -> None:
    found = asyncapi(Published(), SERVERS, "0.1.0", protocol=protocol)
    assert [server["protocol"] for server in found["servers"].values()] == [told, told]
    for server in found["servers"].values():
        assert server.get("security", []) == [{"$ref": f"#/components/securitySchemes/{name}"} for name in schemes]
    assert [one["type"] for one in found["components"].get("securitySchemes", {}).values()] == schemes
    assert (await judged("asyncapi", found))["problems"] == []


async def test_the_parser_would_notice_a_way_in_that_there_is_not(document: dict[str, Any]) -> None:
    broken = copy.deepcopy(document)
    broken["components"]["securitySchemes"]["scramSha512"]["type"] = "scram"
    assert (await judged("asyncapi", broken))["problems"]


async def test_the_parser_would_notice_a_reference_to_nowhere(document: dict[str, Any]) -> None:
    broken = copy.deepcopy(document)
    broken["components"]["messages"]["EventHeld"]["payload"]["$ref"] += "x"
    assert (await judged("asyncapi", broken))["problems"]


def test_each_example_is_valid_by_the_document_itself(document: dict[str, Any]) -> None:
    """The parser takes wrong examples: so they are judged here, by the schemas that stand in the document."""
    for name, message in document["components"]["messages"].items():
        assert message["examples"], name
        for part in ("payload", "headers"):
            # A document of AsyncAPI has schemas of draft 7, with references from its root.
            schema = {"allOf": [message[part]], "components": document["components"]}
            for example in message["examples"]:
                jsonschema.Draft7Validator(schema).validate(example[part])
                jsonschema_rs.Draft7Validator(schema, validate_formats=True).validate(example[part])


def test_a_wrong_example_is_noticed(document: dict[str, Any]) -> None:
    message = document["components"]["messages"]["EventHeld"]
    wrong = message["examples"][0]["payload"] | {"data": {"attendance": "many"}}
    schema = {"allOf": [message["payload"]], "components": document["components"]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate(wrong)


def test_it_says_all_that_a_subscriber_has_to_know_of_a_topic(document: dict[str, Any]) -> None:
    for topic in PUBLIC:
        channel = document["channels"][topic.name]
        kafka = channel["bindings"]["kafka"]
        kept = "compact" if topic.compacted else "delete"
        assert (channel["address"], kafka["topic"]) == (f"city.{topic.name}", f"city.{topic.name}")
        assert (kafka["partitions"], kafka["topicConfiguration"]["cleanup.policy"]) == (PARTITIONS, [kept])
        assert channel["x-class"] == topic.classification.value
        action = "receive" if topic.publisher == OTHERS else "send"
        assert document["operations"][action + topic.name]["action"] == action
    month = document["channels"]["NotificationRequestSettled"]["bindings"]["kafka"]["topicConfiguration"]
    assert month["retention.ms"] == 30 * 24 * 60 * 60 * 1000
    assert [server["host"] for server in document["servers"].values()] == [
        "kafka-1.example:9092",
        "kafka-2.example:9092",
    ]
    assert json.dumps(document)
