"""Today, for the staff."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event

from services.events.tests.conftest import HALL, STUDY

HaveEvent = Callable[..., Awaitable[Event]]
At = Callable[[timedelta], Any]


async def test_it_shows_what_runs_what_lacks_a_report_and_what_comes(
    staff: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    async def on(title: str, days: int, hours: int = 0, **changes: Any) -> None:
        shift = timedelta(days=days, hours=hours)
        await have_event(title=title, starts_at=event.starts_at + shift, ends_at=event.ends_at + shift, **changes)

    await on("вчора без звіту", -1)
    await on("вчора зі звітом", -1, 3, status="held", outcome="x", attendance=1)
    await on("зранку без звіту", 0, -8)
    await on("зранку зі звітом", 0, -5, status="held", outcome="x", attendance=1)
    await on("скасована", 0, 2, status="cancelled")
    await on("завтра", 1)
    await on("за тиждень", 7)
    await on("за вісім днів", 8)
    with at(timedelta(hours=1)):
        today = (await staff.get("/api/events/v1/today")).json()
        page = await staff.get("/today")
    shown = {part: [one["title"] for one in events] for part, events in today.items()}
    assert shown == {
        "flagged": [],
        "running": ["зранку зі звітом", event.title],
        "overdue": ["вчора без звіту", "зранку без звіту"],
        "week": ["завтра", "за тиждень"],
    }
    assert "Чекають на звіт" in page.text
    assert f'href="/events/{event.id}/participants"' in page.text


async def test_events_that_something_has_come_between_are_flagged_and_never_cancelled(
    staff: httpx.AsyncClient, event: Event, have_event: HaveEvent, have_office: Any, at: At
) -> None:
    blocking = {"id": str(HALL), "starts_at": "2023-06-10T16:00:00Z", "ends_at": "2023-06-10T22:00:00Z", "reason": "x"}
    hall = {"id": str(HALL), "name": "Зала", "name_en": "Hall", "capacity": 40, "blockings": [blocking]}
    await have_office(rooms=[hall])
    later = timedelta(days=40)
    await have_event(starts_at=event.starts_at + later, ends_at=event.ends_at + later)
    await have_event(
        title="без кімнати", room_id=STUDY, starts_at=event.starts_at + later, ends_at=event.ends_at + later
    )
    with at(timedelta(days=-1)):
        today = (await staff.get("/api/events/v1/today")).json()
        page = await staff.get("/today")
    flags = {one["title"]: one["flags"] for one in today["flagged"]}
    assert flags == {event.title: ["room_blocked"], "без кімнати": ["room_retired"]}
    assert {one["status"] for one in today["flagged"]} == {"scheduled"}
    assert "Щось стало на заваді" in page.text


async def test_an_empty_day_says_what_to_do(staff: httpx.AsyncClient) -> None:
    page = await staff.get("/today")
    assert "Заплануйте подію або відкрийте офіс" in page.text
    assert 'href="/events/new"' in page.text
    assert 'href="/offices"' in page.text


async def test_a_resident_is_asked_to_sign_in(client: httpx.AsyncClient) -> None:
    assert (await client.get("/today")).status_code == 401
