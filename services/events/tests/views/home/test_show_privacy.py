"""What is kept about people, and for how long."""

import re

import httpx
import pytest
from liaison_events.model.feedback.feedback import OPEN_FOR
from liaison_kit import cookies


async def test_it_says_for_how_long_names_are_kept(client: httpx.AsyncClient) -> None:
    assert "через 30 днів після події" in (await client.get("/privacy")).text
    assert "30 days after the event" in (await client.get("/privacy?lang=en")).text
    assert (await client.get("/api/events/v1/privacy")).json()["days"] == 30


@pytest.mark.parametrize("language", ["uk", "en"])
async def test_it_lists_every_cookie_there_is(client: httpx.AsyncClient, language: str) -> None:
    page = (await client.get(f"/privacy?lang={language}")).text
    assert re.findall(r'<th scope="row">(.*?)</th>', page) == [one.name for one in cookies.ALL]
    assert ("14 днів" if language == "uk" else "14 days") in page


async def test_a_form_stays_open_as_long_as_its_cookie_lasts() -> None:
    assert cookies.FEEDBACK.seconds == OPEN_FOR.total_seconds()
