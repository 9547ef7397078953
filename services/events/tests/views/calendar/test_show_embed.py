"""The list that other sites put into a frame."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event

HaveEvent = Callable[..., Awaitable[Event]]
At = Callable[[timedelta], Any]


async def test_any_site_may_frame_it_and_no_other_page(client: httpx.AsyncClient, event: Event, at: At) -> None:
    with at(timedelta(days=-1)):
        framed = await client.get("/events/embed")
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert framed.headers["cross-origin-resource-policy"] == "cross-origin"
    for path in ("/events", f"/events/{event.id}", "/events/links", "/api/events/v1/events"):
        assert "frame-ancestors 'none'" in (await client.get(path)).headers["content-security-policy"]


async def test_it_has_links_that_open_a_tab_and_nothing_else_to_do(
    client: httpx.AsyncClient, event: Event, at: At
) -> None:
    with at(timedelta(days=-1)):
        page = (await client.get("/events/embed")).text
    assert event.title in page
    links = re.findall(r"<a [^>]+>", page)
    assert len(links) == 2
    assert all('target="_blank"' in link and 'rel="noopener"' in link for link in links)
    assert f'href="http://localhost:8080/events/{event.id}"' in links[0]
    assert not re.search(r"<(form|button|input|script|iframe)", page)


async def test_it_remembers_nothing(client: httpx.AsyncClient, event: Event) -> None:
    english = await client.get("/events/embed?lang=en")
    assert '<html lang="en">' in english.text
    assert "set-cookie" not in english.headers
    assert "set-cookie" in (await client.get("/events?lang=en")).headers


async def test_it_shows_the_first_of_what_was_asked_for(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    for days in range(1, 7):
        shift = timedelta(days=days)
        await have_event(
            title=f"Лекція {days}", kind="lecture", starts_at=event.starts_at + shift, ends_at=event.ends_at + shift
        )
    with at(timedelta(days=-1)):
        two = (await client.get("/api/events/v1/events/embed?kind=lecture&most=2")).json()
        five = (await client.get("/events/embed")).text
        nothing = (await client.get("/events/embed?office=nowhere")).text
    assert [one["title"] for one in two["events"]] == ["Лекція 1", "Лекція 2"]
    assert five.count("<h2") == 5
    assert "Наразі нічого не заплановано." in nothing
    assert (await client.get("/events/embed?most=21")).status_code == 422
