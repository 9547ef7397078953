"""How to take the calendar along."""

from collections.abc import Awaitable, Callable
from html import unescape

import httpx
from liaison_events.model import OfficeCopy

HaveOffice = Callable[..., Awaitable[OfficeCopy]]


async def test_it_gives_the_address_of_what_was_chosen(client: httpx.AsyncClient, have_office: HaveOffice) -> None:
    await have_office()
    page = unescape((await client.get("/events/links?office=khutory&kind=lecture&lang=en")).text)
    wanted = "localhost:8080/events/calendar.ics?office=khutory&kind=lecture"
    assert f'href="webcal://{wanted}"' in page
    assert f">http://{wanted}<" in page
    assert '<iframe src="http://localhost:8080/events/embed?office=khutory&kind=lecture" title="Coming events"' in page
    assert 'href="/events/embed?office=khutory&kind=lecture"' in page
    for program in ("Google Calendar", "iPhone", "Outlook", "Thunderbird"):
        assert program in page


async def test_without_a_choice_it_is_all_of_the_calendar(client: httpx.AsyncClient) -> None:
    shown = (await client.get("/api/events/v1/events/links")).json()
    assert shown["webcal"] == "webcal://localhost:8080/events/calendar.ics"
    assert shown["frame"] == "http://localhost:8080/events/embed"
    for path in ("/events", "/events/month"):
        assert 'href="/events/links"' in (await client.get(path)).text
