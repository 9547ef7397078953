"""The AsyncAPI document as it is served."""

import httpx
import pytest
from liaison_contracts.publishing import PUBLIC
from liaison_kit.settings import Settings
from liaison_reporting.settings import ReportingSettings


async def test_asyncapi_names_the_broker_and_every_topic(client: httpx.AsyncClient, settings: Settings) -> None:
    document = (await client.get("/subscribe/asyncapi.json")).json()
    assert document["asyncapi"] == "3.0.0"
    hosts = [server["host"] for server in document["servers"].values()]
    assert hosts == settings.kafka_bootstrap_servers.split(",")
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert addresses == {settings.topic_prefix + topic.name for topic in PUBLIC}


@pytest.mark.parametrize(
    "told, protocol, servers",
    [
        ({}, "PLAINTEXT", "inside:9092"),
        ({"kafka_public_servers": "kafka.city.example:9092"}, "SASL_SSL", "kafka.city.example:9092"),
        (
            {"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_USERNAME": "us", "KAFKA_PASSWORD": "x"},
            "SASL_SSL",
            "inside:9092",
        ),
    ],
)
def test_subscribers_are_told_the_way_in_of_the_door_that_is_theirs(
    told: dict[str, str], protocol: str, servers: str
) -> None:
    """In docker-compose.yml we get in without a name, and they do not."""
    known = {"DATABASE_URL": "postgresql://nobody@127.0.0.1/none", "KAFKA_BOOTSTRAP_SERVERS": "inside:9092", **told}
    found = ReportingSettings.model_validate(known)
    assert (found.protocol_for_subscribers, found.servers_for_subscribers) == (protocol, servers)
