"""Opening a grant call."""

from collections.abc import Awaitable, Callable

import httpx

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_everybody_sees_it_and_hears_of_it(
    competition: Competition, client: httpx.AsyncClient, published: Published
) -> None:
    await competition.opened()
    again = await competition.post(f"{competition.address}/opening")
    assert again.status_code == 409
    assert await published() == ["GrantCallOpened"]
    del client.headers["authorization"]
    page = (await client.get("/grants/youth")).text
    assert "Молодь громади" in page
    assert "100 000" in page


async def test_nobody_opens_what_has_closed_already(competition: Competition) -> None:
    await competition.drafted()
    with competition.later():
        answer = await competition.post(f"{competition.address}/opening")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "closes_at")
