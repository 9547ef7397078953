"""Checking in."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, SignUp

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
HaveEvent = Callable[..., Awaitable[Event]]
At = Callable[[timedelta], Any]


def url(event: Event, sign_up: SignUp) -> str:
    return f"/api/events/v1/events/{event.id}/sign-ups/{sign_up.id}/attendance"


@pytest.fixture(autouse=True)
def two_hours_before(at: At) -> Any:
    with at(timedelta(hours=-2)):
        yield


async def test_everybody_of_a_sign_up_came(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, payloads: Payloads
) -> None:
    sign_up = await have_sign_up(event.id, party_size=3)
    answer = await staff.post(url(event, sign_up), json={})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"sign_up_id": str(sign_up.id), "present": 3}
    assert await published() == ["AttendanceRecorded"]
    fact = (await payloads())[0]["data"]
    assert (fact["present"], fact["occurred_on"], fact["version"]) == (3, "2023-06-10", 2)
    assert fact["arrived_at"] == "2023-06-10T13:00:00Z"


async def test_the_same_again_tells_nothing_new(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published
) -> None:
    sign_up = await have_sign_up(event.id)
    for _ in range(2):
        assert (await staff.post(url(event, sign_up), json={})).status_code == 200
    assert await published() == ["AttendanceRecorded"]


async def test_a_record_is_taken_back_and_corrected(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, payloads: Payloads
) -> None:
    sign_up = await have_sign_up(event.id, party_size=2)
    for present in (2, 0, 1):
        assert (await staff.post(url(event, sign_up), json={"present": present})).status_code == 200
    assert await published() == ["AttendanceRecorded"] * 3
    assert [(record["data"]["present"], record["data"]["arrived_at"]) for record in await payloads()] == [
        (2, "2023-06-10T13:00:00Z"),
        (0, None),
        (1, "2023-06-10T13:00:00Z"),
    ]


async def test_nobody_is_checked_in_long_before_the_start(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, at: At
) -> None:
    sign_up = await have_sign_up(event.id)
    with at(timedelta(hours=-2, seconds=-1)):
        answer = await staff.post(url(event, sign_up), json={})
    assert answer.status_code == 409
    assert await published() == []


async def test_a_paper_list_can_be_typed_in_later(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, at: At
) -> None:
    sign_up = await have_sign_up(event.id)
    with at(timedelta(days=3)):
        assert (await staff.post(url(event, sign_up), json={})).status_code == 200
    assert await published() == ["AttendanceRecorded"]


@pytest.mark.parametrize("status", ["held", "cancelled"])
async def test_nobody_is_checked_in_at_a_closed_event(
    staff: httpx.AsyncClient, have_event: HaveEvent, have_sign_up: HaveSignUp, published: Published, status: str
) -> None:
    event = await have_event(status=status)
    sign_up = await have_sign_up(event.id)
    assert (await staff.post(url(event, sign_up), json={})).status_code == 409
    assert await published() == []


async def test_a_cancelled_sign_up_is_not_checked_in(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published
) -> None:
    sign_up = await have_sign_up(event.id, status="cancelled")
    assert (await staff.post(url(event, sign_up), json={})).status_code == 409
    assert await published() == []


async def test_a_sign_up_belongs_to_its_event(
    staff: httpx.AsyncClient, event: Event, have_event: HaveEvent, have_sign_up: HaveSignUp, published: Published
) -> None:
    other = await have_event(starts_at=event.ends_at, ends_at=event.ends_at + timedelta(hours=1))
    sign_up = await have_sign_up(other.id)
    assert (await staff.post(url(event, sign_up), json={})).status_code == 404
    assert await published() == []


async def test_a_number_below_nothing_is_refused(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published
) -> None:
    answer = await staff.post(url(event, await have_sign_up(event.id)), json={"present": -1})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "present"
    assert await published() == []


async def test_a_resident_cannot_check_in(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published
) -> None:
    assert (await client.post(url(event, await have_sign_up(event.id)), json={})).status_code == 401
    assert await published() == []
