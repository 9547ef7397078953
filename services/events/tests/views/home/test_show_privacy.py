"""What is kept about people, and for how long."""

import httpx


async def test_it_says_for_how_long_names_are_kept(client: httpx.AsyncClient) -> None:
    assert "через 30 днів після події" in (await client.get("/privacy")).text
    assert "30 days after the event" in (await client.get("/privacy?lang=en")).text
    assert (await client.get("/api/events/v1/privacy")).json() == {"days": 30}
