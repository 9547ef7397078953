"""The AsyncAPI document as it is served."""

import httpx
from liaison_contracts.publishing import PUBLIC
from liaison_kit.settings import Settings


async def test_asyncapi_names_the_broker_and_every_topic(client: httpx.AsyncClient, settings: Settings) -> None:
    document = (await client.get("/subscribe/asyncapi.json")).json()
    assert document["asyncapi"] == "3.0.0"
    hosts = [server["host"] for server in document["servers"].values()]
    assert hosts == settings.kafka_bootstrap_servers.split(",")
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert addresses == {settings.topic_prefix + topic.name for topic in PUBLIC}
