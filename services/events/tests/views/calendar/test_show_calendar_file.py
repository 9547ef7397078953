"""The calendar file of an event."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
from icalendar import Calendar
from liaison_events.model import Event

HaveEvent = Callable[..., Awaitable[Event]]


async def test_a_calendar_understands_it(client: httpx.AsyncClient, event: Event) -> None:
    answer = await client.get(f"/events/{event.id}/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART;TZID=Europe/Kyiv:20230610T180000\r\n" in answer.content
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["summary"] == "Як подати петицію"
    assert entry["uid"] == f"{event.id}@liaison"
    assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(hours=2)
    assert entry["location"] == "Офіс у Хуторах, Зала, вул. Незалежності, 1"
    assert (entry["status"], entry["sequence"]) == ("CONFIRMED", 0)


async def test_a_cancelled_event_is_cancelled_in_the_calendar(client: httpx.AsyncClient, have_event: HaveEvent) -> None:
    event = await have_event(status="cancelled", version=2)
    answer = await client.get(f"/events/{event.id}/calendar.ics")
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 1)
