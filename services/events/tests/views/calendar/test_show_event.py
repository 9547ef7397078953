"""The page of an event."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event, OfficeCopy, SignUp
from liaison_kit.database import new_id

HaveEvent = Callable[..., Awaitable[Event]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
At = Callable[[timedelta], Any]
BEFORE = timedelta(days=-1)


async def test_it_shows_what_when_where_and_how_many_places_are_left(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id, party_size=2)
    with at(BEFORE):
        shown = (await client.get(f"/api/events/v1/events/{event.id}")).json()
        page = await client.get(f"/events/{event.id}")
    assert (shown["places_left"], shown["takes_sign_ups"]) == (1, True)
    for part in (
        "Як подати петицію",
        "субота, 10\xa0червня\xa02023",
        "18:00",
        "20:00",
        "Зала",
        "залишилося 1 місце з 3",
        "Петиція",
    ):
        assert part in page.text
    assert f'href="/events/{event.id}/calendar.ics"' in page.text
    assert f'action="/events/{event.id}/sign-ups"' in page.text
    assert "cancellation" not in page.text


async def test_it_never_names_a_participant(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id, name="Оксана Планктон", email="planted@example.com")
    with at(BEFORE):
        for address in ("/events/", "/api/events/v1/events/"):
            answer = (await client.get(f"{address}{event.id}")).text
            assert not [planted for planted in ("Планктон", "planted", "671234567") if planted in answer]


async def test_it_is_in_english_too(client: httpx.AsyncClient, event: Event, at: At) -> None:
    with at(BEFORE):
        page = await client.get(f"/events/{event.id}?lang=en")
    for part in (
        "Saturday, 10\xa0June\xa02023",
        "Office in Khutory",
        "Hall",
        "3 places left of 3",
        "Training",
        "Free of charge",
    ):
        assert part in page.text


async def test_a_full_event_has_a_waiting_list(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id, party_size=3)
    with at(BEFORE):
        page = await client.get(f"/events/{event.id}")
    assert "Усі місця зайнято" in page.text
    assert 'name="wait" value="true"' in page.text


async def test_an_event_that_started_has_no_form(client: httpx.AsyncClient, event: Event, at: At) -> None:
    with at(timedelta()):
        page = await client.get(f"/events/{event.id}")
    assert "Запис на цю подію закінчено" in page.text
    assert "/sign-ups" not in page.text


async def test_a_cancelled_event_says_why(client: httpx.AsyncClient, have_event: HaveEvent, at: At) -> None:
    event = await have_event(status="cancelled", cancellation_reason="Немає світла")
    with at(BEFORE):
        page = await client.get(f"/events/{event.id}")
    assert "Цю подію скасовано." in page.text
    assert "Немає світла" in page.text
    assert "/sign-ups" not in page.text


async def test_a_held_event_says_what_came_of_it(client: httpx.AsyncClient, have_event: HaveEvent) -> None:
    event = await have_event(status="held", outcome="Подали дві петиції.", attendance=25)
    page = await client.get(f"/events/{event.id}")
    assert "Подали дві петиції." in page.text
    assert "<dd>25</dd>" in page.text


async def test_a_worker_finds_the_participants_and_can_cancel(staff: httpx.AsyncClient, event: Event, at: At) -> None:
    with at(BEFORE):
        page = await staff.get(f"/events/{event.id}")
        asked = await staff.get(f"/events/{event.id}?confirm=cancellation")
    assert f'href="/events/{event.id}/participants"' in page.text
    assert "/cancellation" not in page.text
    assert f'action="/events/{event.id}/cancellation"' in asked.text
    assert "Зайнято 0 місць" in asked.text


async def test_what_people_typed_is_never_markup(client: httpx.AsyncClient, have_event: HaveEvent) -> None:
    event = await have_event(title="<script>alert(1)</script>", description="<img src=x>")
    page = await client.get(f"/events/{event.id}")
    assert "<script>" not in page.text
    assert "<img src=x>" not in page.text


async def test_an_unknown_event_is_not_found(client: httpx.AsyncClient) -> None:
    for identity in (new_id(), "no-id"):
        assert (await client.get(f"/events/{identity}")).status_code == 404


async def told(client: httpx.AsyncClient, event: Event) -> dict[str, Any]:
    """What machines read on its page."""
    page = (await client.get(f"/events/{event.id}")).text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    read: dict[str, Any] = json.loads(block)
    assert (read["@context"], read["@type"]) == ("https://schema.org", "EducationEvent")
    return read


async def test_machines_read_what_when_where_and_that_it_is_free(
    client: httpx.AsyncClient, have_event: HaveEvent, have_sign_up: HaveSignUp, at: At
) -> None:
    event = await have_event(title="Петиція </script><script>alert(1)</script>")
    await have_sign_up(event.id, party_size=2)
    with at(BEFORE):
        read = await told(client, event)
        assert "for_machines" not in (await client.get(f"/api/events/v1/events/{event.id}")).json()
    site = "http://localhost:8080"
    assert (read["name"], read["url"]) == (event.title, f"{site}/events/{event.id}")
    assert (read["startDate"], read["endDate"]) == ("2023-06-10T18:00+03:00", "2023-06-10T20:00+03:00")
    assert read["eventStatus"] == "https://schema.org/EventScheduled"
    assert read["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert read["isAccessibleForFree"] is True
    assert (read["maximumAttendeeCapacity"], read["remainingAttendeeCapacity"]) == (3, 1)
    assert read["location"] == {
        "@type": "Place",
        "name": "Офіс у Хуторах, Зала",
        "url": f"{site}/offices/khutory",
        "address": {"@type": "PostalAddress", "streetAddress": "вул. Незалежності, 1", "addressCountry": "UA"},
    }
    assert read["organizer"]["name"] == "Офіс у Хуторах"
    offer = read["offers"]
    assert (offer["@type"], offer["price"], offer["priceCurrency"]) == ("Offer", 0, "UAH")
    assert (offer["availability"], offer["availabilityEnds"]) == ("https://schema.org/InStock", read["startDate"])
    assert "previousStartDate" not in read


async def test_machines_read_that_it_is_full_or_over(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    await have_sign_up(event.id, party_size=3)
    with at(BEFORE):
        assert (await told(client, event))["offers"]["availability"] == "https://schema.org/SoldOut"
    with at(timedelta(hours=1)):
        assert "offers" not in await told(client, event)


async def test_machines_read_when_it_was_to_be_and_that_it_will_not_be(
    staff: httpx.AsyncClient, event: Event, office: OfficeCopy, at: At
) -> None:
    api, time = f"/api/events/v1/events/{event.id}", {"starts_at": "2023-12-11T10:00", "ends_at": "2023-12-11T11:00"}
    with at(BEFORE):
        await staff.post(f"{api}/time", json=time)
        rescheduled = await told(staff, event)
        await staff.post(f"{api}/cancellation", json={"reason": "Немає світла"})
        cancelled = await told(staff, event)
    assert rescheduled["eventStatus"] == "https://schema.org/EventRescheduled"
    assert rescheduled["previousStartDate"] == "2023-06-10T18:00+03:00"
    assert rescheduled["startDate"] == "2023-12-11T10:00+02:00"
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"
    assert "previousStartDate" not in cancelled


LINK = "https://meet.example/talk"
VIRTUAL = {"@type": "VirtualLocation", "url": LINK}


async def test_machines_read_whether_one_comes_or_takes_part_online(
    client: httpx.AsyncClient, have_event: HaveEvent, at: At
) -> None:
    online = await have_event(id=(own := new_id()), room_id=own, mode="online", online_link=LINK, address=LINK)
    hybrid = await have_event(mode="hybrid", online_link=LINK)
    there = {"room_name": "Бібліотека", "room_name_en": "Бібліотека", "address": "вул. Соборна, 2"}
    place = await have_event(id=(own := new_id()), room_id=own, mode="place", **there)
    with at(BEFORE):
        read = [await told(client, event) for event in (online, hybrid, place)]
    modes = [one["eventAttendanceMode"].removeprefix("https://schema.org/") for one in read]
    assert modes == ["OnlineEventAttendanceMode", "MixedEventAttendanceMode", "OfflineEventAttendanceMode"]
    assert read[0]["location"] == VIRTUAL
    assert [one["@type"] for one in read[1]["location"]] == ["Place", "VirtualLocation"]
    assert read[1]["location"][1] == VIRTUAL
    assert (read[2]["location"]["name"], "url" in read[2]["location"]) == ("Бібліотека", False)


async def test_machines_read_who_holds_it_in_which_language_and_for_which_ages(
    client: httpx.AsyncClient, have_event: HaveEvent, at: At
) -> None:
    event = await have_event(language="en", organiser="Центр молоді", age_from=14)
    with at(BEFORE):
        read = await told(client, event)
    assert (read["inLanguage"], read["typicalAgeRange"]) == ("en", "14-")
    assert read["organizer"] == {"@type": "Organization", "name": "Центр молоді"}
