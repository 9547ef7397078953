"""The first page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event

HaveEvent = Callable[..., Awaitable[Event]]
At = Callable[[timedelta], Any]


async def test_it_shows_the_next_events_soonest_first(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    for days in range(1, 8):
        shift = timedelta(days=days)
        await have_event(title=f"День {days}", starts_at=event.starts_at + shift, ends_at=event.ends_at + shift)
    await have_event(
        title="Скасований", status="cancelled", starts_at=event.ends_at, ends_at=event.ends_at + timedelta(hours=1)
    )
    with at(timedelta(hours=3)):
        home = (await client.get("/api/events/v1/")).json()
        page = await client.get("/")
    assert [shown["title"] for shown in home["events"]] == [f"День {days}" for days in range(1, 7)]
    assert "неділя, 11\xa0червня\xa02023" in page.text
    assert 'href="/offices"' in page.text
    assert 'href="/results"' in page.text


async def test_with_nothing_on_it_says_where_to_go(client: httpx.AsyncClient) -> None:
    page = await client.get("/?lang=en")
    assert page.status_code == 200
    assert "Nothing is planned at the moment" in page.text
