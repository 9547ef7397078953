"""The list of events."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event, OfficeCopy

HaveEvent = Callable[..., Awaitable[Event]]
HaveOffice = Callable[..., Awaitable[OfficeCopy]]
At = Callable[[timedelta], Any]
URL = "/api/events/v1/events"


async def titles(client: httpx.AsyncClient, query: str = "") -> list[str]:
    return [shown["title"] for shown in (await client.get(URL + query)).json()["events"]]


async def a_week(event: Event, have_event: HaveEvent) -> None:
    for days in (1, 2):
        for name, sign in (("пізніше", 1), ("раніше", -1)):
            shift = timedelta(days=sign * days)
            await have_event(title=f"{name} {days}", starts_at=event.starts_at + shift, ends_at=event.ends_at + shift)


async def test_coming_events_are_in_the_order_in_which_they_come(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    await a_week(event, have_event)
    with at(timedelta(hours=1)):
        assert await titles(client) == [event.title, "пізніше 1", "пізніше 2"]


async def test_past_events_are_shown_the_latest_first(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    await a_week(event, have_event)
    shift = timedelta(days=-3)
    await have_event(status="cancelled", starts_at=event.starts_at + shift, ends_at=event.ends_at + shift)
    with at(timedelta(hours=1)):
        assert await titles(client, "?past=true") == ["раніше 1", "раніше 2"]
        page = await client.get("/events?past=true")
    assert "Минулі події" in page.text


async def test_a_cancelled_event_that_was_to_come_is_still_seen_as_cancelled(
    client: httpx.AsyncClient, have_event: HaveEvent, at: At
) -> None:
    await have_event(status="cancelled")
    with at(timedelta(days=-1)):
        page = await client.get("/events")
    assert "Скасовано" in page.text


async def test_events_of_one_office(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, have_office: HaveOffice, at: At
) -> None:
    await have_office()
    await have_office(id=event.id, slug="desna", name="Офіс у Десні", name_en="Office in Desna")
    await have_event(title="У Десні", office_slug="desna", room_id=event.id)
    with at(timedelta(days=-1)):
        assert await titles(client, "?office=desna") == ["У Десні"]
        assert await titles(client, "?office=nowhere") == []
        page = await client.get("/events?office=desna&lang=en")
    assert '<option value="desna" selected>Office in Desna</option>' in page.text


async def test_more_than_fifty_are_shown_on_several_pages(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    for days in range(1, 53):
        shift = timedelta(days=days)
        await have_event(starts_at=event.starts_at + shift, ends_at=event.ends_at + shift)
    with at(timedelta(hours=-1)):
        assert len(await titles(client)) == 50
        assert len(await titles(client, "?page=2")) == 3
        page = await client.get("/events?page=2")
        beyond = await client.get("/events?page=3")
    assert "Сторінка 2 з 2" in page.text
    assert 'href="/events?page=1"' in page.text
    assert "Тут наразі нічого не заплановано." in beyond.text


async def test_a_wrong_page_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{URL}?page=0")).status_code == 422
    assert (await client.get("/events?page=x")).status_code == 422


async def test_an_empty_list_says_what_to_do(client: httpx.AsyncClient) -> None:
    assert "завітайте до офісу" in (await client.get("/events")).text
    assert "Подивіться, що заплановано." in (await client.get("/events?past=true")).text
