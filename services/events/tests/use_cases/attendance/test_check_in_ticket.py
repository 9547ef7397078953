"""Checking in by the code below the QR code."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event
from liaison_events.model.sign_ups.ticket import spelled, ticket_of

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]


@pytest.fixture(autouse=True)
def at_the_start(at: At) -> Any:
    with at(timedelta()):
        yield


async def test_a_typed_code_checks_everybody_of_the_ticket_in(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have, published: Published
) -> None:
    code = spelled(ticket_of((await have_sign_up(event.id, party_size=3)).token_hash))
    answer = await staff.post(f"/api/events/v1/events/{event.id}/tickets", json={"code": f" {code.lower()} "})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["outcome"], answer.json()["people"]) == ("checked_in", 3)
    assert await published() == ["AttendanceRecorded"]


async def test_why_not_stands_beside_the_field(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have, have_event: Have, published: Published, fields: Fields
) -> None:
    later = event.starts_at + timedelta(days=1)
    other = await have_event(title="Інша подія", starts_at=later, ends_at=later + timedelta(hours=1))
    gone = await have_sign_up(event.id, status="cancelled")
    elsewhere = await have_sign_up(other.id)
    for code, status, said in (
        ("0000 0000 0000", 422, "No ticket has this code"),
        (ticket_of(gone.token_hash), 409, "cancelled"),
        (ticket_of(elsewhere.token_hash), 409, "“Інша подія”, 11.06.2023 18:00"),
    ):
        answer = await staff.post(f"/api/events/v1/events/{event.id}/tickets", json={"code": code})
        assert (answer.status_code, fields(answer)) == (status, ["code"])
        assert said in answer.json()["detail"]
    assert await published() == []


async def test_the_form_says_who_was_checked_in_and_the_second_time_when(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have, at: At
) -> None:
    sign_up = await have_sign_up(event.id, party_size=2)
    page = f"/events/{event.id}/check-in"
    form = {"_page": page, "code": ticket_of(sign_up.token_hash)}
    done = await staff.post(f"/events/{event.id}/tickets", data=form)
    assert (done.status_code, done.headers["location"]) == (303, f"{page}?done={sign_up.id}")
    shown = (await staff.get(done.headers["location"])).text
    assert "Присутність позначено" in shown
    assert "Оксана Коваль, 2 особи" in shown
    with at(timedelta(minutes=4)):
        again = await staff.post(f"/events/{event.id}/tickets", data=form)
    assert again.status_code == 409
    assert "За цим квитком присутність уже позначено: 10.06.2023 18:00." in again.text


async def test_a_resident_cannot_check_in(client: httpx.AsyncClient, event: Event, published: Published) -> None:
    answer = await client.post(f"/api/events/v1/events/{event.id}/tickets", json={"code": "0" * 12})
    assert answer.status_code == 401
    assert await published() == []
