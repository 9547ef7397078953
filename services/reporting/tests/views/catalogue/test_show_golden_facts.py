"""Golden facts as they are served: a batch of CloudEvents."""

import httpx
from liaison_contracts.published import FOLDER


async def test_they_are_the_published_ones(client: httpx.AsyncClient) -> None:
    name = "liaison.events.EventHeld.v1.0"
    for address in (name, "liaison.events.EventHeld.v1"):
        answer = await client.get(f"/subscribe/facts/{address}.json")
        assert answer.headers["content-type"] == "application/cloudevents-batch+json"
        assert answer.text.strip() == (FOLDER / "facts" / f"{name}.json").read_text().strip()


async def test_of_what_others_may_not_read_there_are_none(client: httpx.AsyncClient) -> None:
    assert (await client.get("/subscribe/facts/liaison.events.SignUpConfirmed.v1.json")).status_code == 404
    assert (await client.get("/subscribe/facts/..%2Freleased.json")).status_code == 404
