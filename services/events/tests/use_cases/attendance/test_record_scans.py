"""Scans that a phone kept: each is answered once, says why where nobody is checked in, and keeps its own time."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from liaison_events.model import Event, SignUp
from liaison_events.model.attendance.admission import TicketScan
from liaison_events.model.sign_ups.ticket import ticket_of
from liaison_kit.database import Database
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]
SYNC = timedelta(minutes=20)


def a_scan(event: Event, sign_up: SignUp | None = None, minutes: float = 0, **more: Any) -> dict[str, Any]:
    """Of a ticket, so many minutes after the start, by the phone's clock."""
    code = ticket_of(sign_up.token_hash) if sign_up else "no ticket at all"
    moment = event.starts_at + timedelta(minutes=minutes)
    return {"id": str(uuid4()), "code": code, "scanned_at": moment.isoformat()} | more


async def send(client: httpx.AsyncClient, event: Event, *scans: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    answer = await client.post(f"/api/events/v1/events/{event.id}/scans", json={"scans": scans, **more})
    assert answer.status_code == 200, answer.text
    answers: list[dict[str, Any]] = answer.json()["answers"]
    assert [one["id"] for one in answers] == [one["id"] for one in scans]
    return answers


@pytest.fixture(autouse=True)
def connection_comes_back(at: At) -> Any:
    with at(SYNC):
        yield


async def arrivals(database: Database, event: Event) -> list[datetime | None]:
    async with database.reading() as session:
        query = select(SignUp.arrived_at).where(SignUp.event_id == event.id).order_by(SignUp.created_at, SignUp.id)
        return list(await session.scalars(query))


async def test_each_is_checked_in_at_the_time_of_its_scan(
    staff: httpx.AsyncClient,
    event: Event,
    have_sign_up: Have,
    published: Published,
    payloads: Payloads,
    database: Database,
) -> None:
    first = await have_sign_up(event.id, party_size=2)
    second = await have_sign_up(event.id, phone="+380672222222")
    answers = await send(staff, event, a_scan(event, second, 5), a_scan(event, first, 1))
    assert [(one["outcome"], one["people"]) for one in answers] == [("checked_in", 1), ("checked_in", 2)]
    assert await published() == ["AttendanceRecorded"] * 2
    facts = [one["data"] for one in await payloads()]
    assert [fact["sign_up_id"] for fact in facts] == [str(first.id), str(second.id)]
    assert await arrivals(database, event) == [event.starts_at + timedelta(minutes=one) for one in (1, 5)]
    assert "Коваль" not in str(answers)


async def test_what_is_sent_again_is_answered_the_same_and_happens_once(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have, published: Published, database: Database, at: At
) -> None:
    scan = a_scan(event, await have_sign_up(event.id))
    first = await send(staff, event, scan)
    with at(SYNC * 2):
        assert await send(staff, event, scan) == first
    assert await send(staff, event, scan, scan) == first * 2
    assert await published() == ["AttendanceRecorded"]
    async with database.reading() as session:
        assert len(list(await session.scalars(select(TicketScan.id)))) == 1


async def test_a_ticket_scanned_twice_says_when_it_was_the_first_time(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have, published: Published
) -> None:
    sign_up = await have_sign_up(event.id)
    answers = await send(staff, event, a_scan(event, sign_up, 2), a_scan(event, sign_up, 9))
    assert [one["outcome"] for one in answers] == ["checked_in", "already"]
    assert datetime.fromisoformat(answers[1]["at"]) == event.starts_at + timedelta(minutes=2)
    assert await published() == ["AttendanceRecorded"]


async def test_another_events_ticket_says_which_and_when(
    staff: httpx.AsyncClient, event: Event, have_event: Have, have_sign_up: Have, published: Published
) -> None:
    later = event.starts_at + timedelta(days=7)
    other = await have_event(title="Бюджет громади", starts_at=later, ends_at=later + timedelta(hours=1))
    answer = (await send(staff, event, a_scan(event, await have_sign_up(other.id))))[0]
    assert (answer["outcome"], answer["title"]) == ("other_event", "Бюджет громади")
    assert datetime.fromisoformat(answer["at"]) == later
    assert answer["sign_up_id"] is None
    assert await published() == []


@pytest.mark.parametrize(
    ("of_event", "of_sign_up", "minutes", "outcome"),
    [
        ({}, {"status": "cancelled"}, 0, "cancelled"),
        ({}, {"status": "waiting"}, 0, "waiting"),
        ({"status": "cancelled"}, {}, 0, "event_cancelled"),
        ({"status": "held"}, {}, 0, "report_in"),
        ({}, {}, -121, "not_today"),
        ({}, {}, -120, "checked_in"),
        ({}, {}, -60 * 24 * 365 * 50, "not_today"),
    ],
)
async def test_why_nobody_is_checked_in(
    staff: httpx.AsyncClient,
    have_event: Have,
    have_sign_up: Have,
    published: Published,
    of_event: dict[str, Any],
    of_sign_up: dict[str, Any],
    minutes: float,
    outcome: str,
) -> None:
    event = await have_event(**of_event)
    sign_up = await have_sign_up(event.id, **of_sign_up)
    answers = await send(staff, event, a_scan(event, sign_up, minutes))
    assert [one["outcome"] for one in answers] == [outcome]
    assert await published() == ["AttendanceRecorded"] * (outcome == "checked_in")


async def test_what_is_no_ticket_does_not_hold_the_others_up(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have
) -> None:
    codes = ["https://example.com/menu", "\x00", "0" * 12, "' or 1=1", "x" * 500]
    scans = [a_scan(event, code=code) for code in codes]
    answers = await send(staff, event, *scans, a_scan(event, await have_sign_up(event.id)))
    assert [one["outcome"] for one in answers] == ["unknown"] * len(codes) + ["checked_in"]


async def test_the_day_after_the_event_is_too_late(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have, at: At
) -> None:
    scan = a_scan(event, await have_sign_up(event.id), 6 * 60)  # midnight in Kyiv
    with at(timedelta(days=1)):
        assert (await send(staff, event, scan))[0]["outcome"] == "not_today"


async def test_a_phone_whose_clock_is_wrong_by_a_day_still_tells_the_right_times(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have, database: Database
) -> None:
    wrong = timedelta(days=1)
    scan = a_scan(event, await have_sign_up(event.id), 24 * 60 + 3)
    answers = await send(staff, event, scan, sent_at=(event.starts_at + SYNC + wrong).isoformat())
    assert answers[0]["outcome"] == "checked_in"
    assert await arrivals(database, event) == [event.starts_at + timedelta(minutes=3)]


async def test_nobody_came_in_the_future(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have, database: Database
) -> None:
    await send(staff, event, a_scan(event, await have_sign_up(event.id), 60))
    assert await arrivals(database, event) == [event.starts_at + SYNC]


@pytest.mark.parametrize("wrong", [{"scans": []}, {"scans": [{"code": "x"}]}, {}])
async def test_a_batch_that_is_none_is_refused(staff: httpx.AsyncClient, event: Event, wrong: dict[str, Any]) -> None:
    assert (await staff.post(f"/api/events/v1/events/{event.id}/scans", json=wrong)).status_code == 422


async def test_a_resident_sends_no_scans(client: httpx.AsyncClient, event: Event, published: Published) -> None:
    answer = await client.post(f"/api/events/v1/events/{event.id}/scans", json={"scans": [a_scan(event)]})
    assert answer.status_code == 401
    assert await published() == []
