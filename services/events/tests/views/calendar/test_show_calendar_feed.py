"""The feeds of the calendar: as RFC 5545 wants them, and as a calendar program keeps them."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar
from liaison_events.model import Event, OfficeCopy

from tests.npm import node_of

HaveEvent = Callable[..., Awaitable[Event]]
HaveOffice = Callable[..., Awaitable[OfficeCopy]]
At = Callable[[timedelta], Any]
URL = "/events/calendar.ics"
BEFORE = timedelta(days=-1)
FOLDER = Path(__file__).parents[5] / "tests" / "calendars"


async def titles(client: httpx.AsyncClient, query: str = "") -> list[str]:
    feed = Calendar.from_ical((await client.get(URL + query)).content)
    return [str(entry["summary"]) for entry in feed.walk("VEVENT")]


async def test_it_is_a_calendar_with_a_name_a_zone_and_when_to_ask_again(
    client: httpx.AsyncClient, event: Event, have_office: HaveOffice, at: At
) -> None:
    await have_office()
    with at(BEFORE):
        answer = await client.get(f"{URL}?office=khutory")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    feed = Calendar.from_ical(answer.content)
    assert (feed["version"], feed["method"], feed["name"], feed["x-wr-calname"]) == (
        "2.0",
        "PUBLISH",
        "Офіс у Хуторах",
        "Офіс у Хуторах",
    )
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in answer.content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in answer.content
    assert b"SOURCE;VALUE=URI:http://localhost:8080/events/calendar.ics?office=khutory\r\n" in answer.content
    [zone] = feed.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Kyiv"
    assert b"DTSTART;TZID=Europe/Kyiv:20230610T180000\r\n" in answer.content
    [entry] = feed.walk("VEVENT")
    assert entry["uid"] == f"{event.id}@liaison"
    assert entry["url"] == f"http://localhost:8080/events/{event.id}"
    assert entry.decoded("dtstart") == event.starts_at


CLOCK_CHANGES = ["2023-03-26", "2023-10-29", "2026-03-29", "2036-10-26"]


@pytest.mark.parametrize("day", CLOCK_CHANGES)
async def test_its_zone_knows_when_the_clock_changes(client: httpx.AsyncClient, day: str) -> None:
    [zone] = Calendar.from_ical((await client.get(URL)).content).walk("VTIMEZONE")
    told, kyiv = zone.to_tz(lookup_tzid=False), ZoneInfo("Europe/Kyiv")
    offsets = [
        [datetime.fromisoformat(f"{day}T{hour}:30").replace(tzinfo=each).utcoffset() for hour in ("02", "04")]
        for each in (told, kyiv)
    ]
    assert offsets[0] == offsets[1]
    assert offsets[0][0] != offsets[0][1]


async def test_there_is_one_for_each_office_each_kind_and_all(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, have_office: HaveOffice, at: At
) -> None:
    await have_office()
    desna = UUID(int=77)
    await have_office(id=desna, slug="desna", name="Офіс у Десні", name_en="Office in Desna")
    await have_event(title="Лекція", kind="lecture", office_id=desna, room_id=desna)
    with at(BEFORE):
        assert await titles(client, "?office=desna") == ["Лекція"]
        assert await titles(client, "?kind=training") == [event.title]
        assert sorted(await titles(client)) == sorted([event.title, "Лекція"])
        named = await client.get(f"{URL}?office=desna&lang=en")
        assert (await client.get(f"{URL}?office=nowhere")).status_code == 404
    assert b"NAME:Office in Desna\r\n" in named.content


async def test_it_holds_a_month_back_and_a_year_ahead(
    client: httpx.AsyncClient, event: Event, have_event: HaveEvent, at: At
) -> None:
    for title, days in (("задавнє", -32), ("недавнє", -29), ("пізнє", 360), ("запізнє", 370)):
        shift = timedelta(days=days)
        await have_event(title=title, starts_at=event.starts_at + shift, ends_at=event.ends_at + shift)
    with at(timedelta(hours=1)):
        assert await titles(client) == ["недавнє", event.title, "пізнє"]


async def test_it_is_not_sent_again_until_something_has_changed(
    staff: httpx.AsyncClient, event: Event, have_office: HaveOffice, at: At
) -> None:
    await have_office()
    with at(BEFORE):
        # By the clock of a played year, as all that follows: the fixture was made by the real one.
        said = {"title": event.title, "description": event.description, "capacity": event.capacity}
        assert (await staff.post(f"/api/events/v1/events/{event.id}/change", json=said)).status_code == 200
        first = await staff.get(URL)
        tag, modified = first.headers["etag"], first.headers["last-modified"]
        again = await staff.get(URL, headers={"if-none-match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert (await staff.get(URL, headers={"if-modified-since": modified})).status_code == 304
        await staff.post(f"/api/events/v1/events/{event.id}/cancellation", json={"reason": "Немає світла"})
        changed = await staff.get(URL, headers={"if-none-match": tag})
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)
    assert parsedate_to_datetime(changed.headers["last-modified"]) >= parsedate_to_datetime(modified)


@pytest.mark.parametrize("query", ["", "?office=khutory"])
async def test_a_calendar_program_moves_what_was_rescheduled_and_strikes_out_what_was_cancelled(
    staff: httpx.AsyncClient, event: Event, have_office: HaveOffice, at: At, tmp_path: Path, query: str
) -> None:
    await have_office()
    api, said = f"/api/events/v1/events/{event.id}", []
    with at(BEFORE):
        for step, command, body in (
            (1, "time", {"starts_at": "2023-06-11T10:00", "ends_at": "2023-06-11T11:00"}),
            (2, "cancellation", {"reason": "Немає світла"}),
            (3, None, None),
        ):
            path = tmp_path / f"{step}.ics"
            path.write_bytes((await staff.get(URL + query)).content)
            said.append(path)
            if command:
                assert (await staff.post(f"{api}/{command}", json=body)).status_code < 300
    announced, rescheduled, cancelled = [await kept(path) for path in said]
    assert [(one["uid"], one["sequence"], one["status"]) for one in (announced, rescheduled, cancelled)] == [
        (f"{event.id}@liaison", 0, "CONFIRMED"),
        (f"{event.id}@liaison", 1, "CONFIRMED"),
        (f"{event.id}@liaison", 2, "CANCELLED"),
    ]
    assert (announced["start"], announced["zone"]) == ("2023-06-10T15:00:00.000Z", "Europe/Kyiv")
    assert rescheduled["start"] == "2023-06-11T07:00:00.000Z"
    # In one calendar, whichever comes last: the newest stands, once.
    assert await kept(said[0], said[1]) == await kept(said[1], said[0]) == rescheduled
    assert await kept(*said) == await kept(*reversed(said)) == cancelled


async def kept(*feeds: Path) -> dict[str, Any]:
    """The only event in the calendar of a program that is not ours, once it has read these feeds."""
    node = await node_of(FOLDER)
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(node, "calendar.js", *feeds, cwd=FOLDER, stdout=pipe)
    shown, _ = await program.communicate()
    assert program.returncode == 0
    [event] = json.loads(re.sub(rb"^.*?\n(?=\[)", b"", shown))
    return dict(event)
