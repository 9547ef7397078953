"""The list of events."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from liaison_events.model import Event, OfficeCopy
from liaison_events.model.calendar.calendar import words_of

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
    await have_event(title="У Десні", office_id=event.id, office_slug="desna", room_id=event.id)
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
    assert "На цій сторінці списку нічого немає." in beyond.text


async def test_a_wrong_page_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{URL}?page=0")).status_code == 422
    assert (await client.get("/events?page=x")).status_code == 422


async def test_an_empty_list_says_what_to_do(client: httpx.AsyncClient) -> None:
    assert "завітайте до офісу" in (await client.get("/events")).text
    assert "Подивіться, що заплановано." in (await client.get("/events?past=true")).text


SEARCHED = [
    ("ПЕТИЦІЮ", True),
    ("подати петицію", True),
    ("петиції подати", True),
    ("обʼєднання", True),
    ("обєднан", True),
    ("покажемо", True),
    ("етиці", False),
    ("петиція бюджет", False),
    ("й", False),
    ("'; :* & | !", False),
    ("²² %_", False),
]


@pytest.mark.parametrize(("q", "found"), SEARCHED)
async def test_words_are_found_whatever_their_case_endings_and_order(
    client: httpx.AsyncClient, have_event: HaveEvent, at: At, q: str, found: bool
) -> None:
    await have_event(title="Як подати петицію", description="Покажемо й допоможемо. Об’єднання «Поділля»")
    with at(timedelta(days=-1)):
        answer = (await client.get(URL, params={"q": q})).json()
    assert answer["found"] == len(answer["events"]) == found


@pytest.mark.parametrize(
    ("q", "words"),
    [("Петиція", ["петиц"]), ("  про  Бюджет-2027 ", ["про", "бюджет", "2027"]), ("й", []), ("сад", ["сад"])],
)
def test_endings_and_single_letters_are_not_looked_for(q: str, words: list[str]) -> None:
    assert words_of(q) == words


FILTERS = [
    "district=Деснянський",
    "office=desna",
    "kind=lecture",
    "tool=appeal",
    "accessible=true",
    "places=true",
    "q=лекція&district=&office=&kind=lecture&tool=&accessible=true&places=true",
]


@pytest.mark.parametrize("query", FILTERS)
async def test_one_chooses_by_place_kind_tool_steps_and_places(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, have_office: HaveOffice, at: At, query: str
) -> None:
    await have_office()
    desna, full = UUID(int=77), {"capacity": 1, "places_taken": 1}
    there = {"district_name": "Деснянський", "accessibility": ["step_free_entrance", "lift"]}
    await have_office(id=desna, slug="desna", name="Офіс у Десні", **there)
    await have_event(title="Лекція", kind="lecture", tools=["appeal"], office_id=desna, room_id=desna)
    later = {"starts_at": event.starts_at + timedelta(days=1), "ends_at": event.ends_at + timedelta(days=1)}
    await have_event(**later, **full)
    nearly = timedelta(hours=-23)
    await have_event(**{name: moment + timedelta(days=1) for name, moment in later.items()}, **full)
    if query == "places=true":
        with at(timedelta(days=-1)):
            assert await titles(client, f"?{query}") == [event.title, "Лекція"]
        return
    with at(nearly):
        assert await titles(client, f"?{query}") == ["Лекція"]


async def test_without_steps_is_what_the_office_says_of_its_rooms_and_the_event_of_itself(
    client: httpx.AsyncClient, have_event: HaveEvent, have_office: HaveOffice, at: At
) -> None:
    await have_office()
    desna = UUID(int=77)
    await have_office(id=desna, slug="desna", accessibility=["step_free_entrance"])
    elsewhere, own, online = UUID(int=78), UUID(int=79), UUID(int=80)
    await have_event(title="Кімната зі сходами", room_id=UUID(int=2))
    await have_event(title="З пандусом", accessibility=["step_free"])
    await have_event(title="Офіс без сходів", office_id=desna, room_id=desna)
    there = {"office_id": desna, "mode": "place"}
    await have_event(title="На горищі", id=elsewhere, room_id=elsewhere, accessibility=["subtitles"], **there)
    await have_event(title="У парку", id=own, room_id=own, accessibility=["step_free"], **there)
    await have_event(title="Онлайн", id=online, room_id=online, mode="online", online_link="https://meet.example")
    with at(timedelta(days=-1)):
        found = await titles(client, "?accessible=true")
        at_desna = await titles(client, "?accessible=true&office=desna")
    assert sorted(found) == sorted(["З пандусом", "Офіс без сходів", "У парку", "Онлайн"])
    assert sorted(at_desna) == ["Офіс без сходів", "У парку"]


async def test_who_cannot_sign_up_any_more_has_no_place(
    client: httpx.AsyncClient, have_event: HaveEvent, at: At
) -> None:
    closed = await have_event()
    await have_event(
        title="Запис закрито",
        room_id=UUID(int=3),
        sign_up_closes_at=closed.starts_at - timedelta(days=2),
    )
    await have_event(title="Скасовано", status="cancelled")
    with at(timedelta(days=-1)):
        assert await titles(client, "?places=true") == [closed.title]


async def test_the_filter_stays_in_every_link_and_can_be_cleared(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    for days in range(1, 52):
        shift = timedelta(days=days)
        await have_event(starts_at=event.starts_at + shift, ends_at=event.ends_at + shift)
    with at(timedelta(hours=-1)):
        page = (await client.get("/events?kind=training&tool=petition&q=петиція&lang=en")).text
        nothing = (await client.get("/events?past=true&kind=lecture&lang=en")).text
    kept = "q=%D0%BF%D0%B5%D1%82%D0%B8%D1%86%D1%96%D1%8F&amp;kind=training&amp;tool=petition"
    for link in (f"/events?{kept}&amp;page=2", f"/events/month?{kept}", f"/events?past=true&amp;{kept}"):
        assert f'href="{link}"' in page
    assert "52 events" in page
    assert '<a href="/events">Clear the filters</a>' in page
    assert '<option value="petition" selected>' in page
    assert "<details open>" in page
    assert "No event is like this." in nothing
    assert 'href="/events?past=true">Clear the filters' in nothing


async def test_what_is_not_public_is_never_shown(client: httpx.AsyncClient, have_event: HaveEvent, at: At) -> None:
    draft = await have_event(status="draft", title="Чернетка")
    with at(timedelta(days=-1)):
        for query in ("", "?past=true", f"?day={draft.day}", "?q=чернетка"):
            assert await titles(client, query) == []
        for path in ("/events", "/events/month?month=2023-06", "/events/embed", "/events/calendar.ics"):
            assert "Чернетка" not in (await client.get(path)).text


async def test_the_events_of_one_day_by_kyiv_time(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent
) -> None:
    midnight = event.starts_at.replace(hour=21)  # 00:00 in Kyiv, of the next day
    await have_event(title="Уночі", starts_at=midnight, ends_at=midnight + timedelta(hours=1))
    await have_event(title="Скасована", status="cancelled")
    assert await titles(client, "?day=2023-06-10") == [event.title]
    assert await titles(client, "?day=2023-06-11&past=true") == ["Уночі"]
    page = await client.get("/events?day=2023-06-10")
    assert "10\xa0червня\xa02023" in page.text
    assert 'href="/events/month?month=2023-06"' in page.text
    empty = await client.get("/events?day=2023-06-12")
    assert "Того дня нічого не заплановано." in empty.text


@pytest.mark.parametrize(
    "query", ["day=9999-12-31", "day=x", "kind=party", "tool=x", "places=x", "q=%00", "q=" + "x" * 201]
)
async def test_a_filter_that_cannot_be_is_refused(client: httpx.AsyncClient, query: str) -> None:
    assert (await client.get(f"{URL}?{query}")).status_code == 422
    assert (await client.get(f"/events?{query}")).status_code == 422
