"""Closing an event with its report."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event, SignUp

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Fields = Callable[[httpx.Response], list[str]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
HaveEvent = Callable[..., Awaitable[Event]]
At = Callable[[timedelta], Any]
OUTCOME = {"outcome": "Подали дві петиції."}


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/report"


@pytest.fixture(autouse=True)
def three_days_later(at: At) -> Any:
    with at(timedelta(days=3)):
        yield


async def test_an_event_is_closed_and_counts_on_the_day_it_took_place(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, payloads: Payloads
) -> None:
    await have_sign_up(event.id, present=2)
    await have_sign_up(event.id, phone="+380672222222", present=0)
    answer = await staff.post(url(event), json=OUTCOME)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["attendance"]) == ("held", 2)
    assert await published() == ["EventHeld"]
    fact = (await payloads())[0]["data"]
    assert (fact["occurred_on"], fact["attendance"], fact["tools"]) == ("2023-06-10", 2, ["petition"])
    assert fact["outcome"] == "Подали дві петиції."


async def test_who_came_without_a_sign_up_counts_too(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published
) -> None:
    await have_sign_up(event.id, present=1)
    answer = await staff.post(url(event), json=OUTCOME | {"attendance": 25})
    assert answer.json()["attendance"] == 25
    assert await published() == ["EventHeld"]


async def test_nobody_came(staff: httpx.AsyncClient, event: Event, published: Published) -> None:
    answer = await staff.post(url(event), json=OUTCOME)
    assert answer.json()["attendance"] == 0
    assert await published() == ["EventHeld"]


async def test_fewer_than_were_checked_in_is_refused(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, fields: Fields
) -> None:
    await have_sign_up(event.id, present=2)
    answer = await staff.post(url(event), json=OUTCOME | {"attendance": 1})
    assert answer.status_code == 422
    assert fields(answer) == ["attendance"]
    assert await published() == []


@pytest.mark.parametrize("outcome", [{}, {"outcome": " "}, {"outcome": "a" * 2001}])
async def test_an_outcome_is_needed(
    staff: httpx.AsyncClient, event: Event, published: Published, fields: Fields, outcome: dict[str, str]
) -> None:
    answer = await staff.post(url(event), json=outcome)
    assert answer.status_code == 422
    assert fields(answer) == ["outcome"]
    assert await published() == []


async def test_there_is_no_report_before_the_start(
    staff: httpx.AsyncClient, event: Event, published: Published, at: At
) -> None:
    with at(timedelta(seconds=-1)):
        answer = await staff.post(url(event), json=OUTCOME)
    assert answer.status_code == 409
    assert await published() == []


async def test_there_is_one_report(staff: httpx.AsyncClient, event: Event, published: Published) -> None:
    await staff.post(url(event), json=OUTCOME)
    answer = await staff.post(url(event), json=OUTCOME | {"attendance": 100})
    assert answer.status_code == 409
    assert await published() == ["EventHeld"]


async def test_a_cancelled_event_was_not_held(
    staff: httpx.AsyncClient, have_event: HaveEvent, published: Published
) -> None:
    answer = await staff.post(url(await have_event(status="cancelled")), json=OUTCOME)
    assert answer.status_code == 409
    assert await published() == []


async def test_a_resident_cannot_report(client: httpx.AsyncClient, event: Event, published: Published) -> None:
    assert (await client.post(url(event), json=OUTCOME)).status_code == 401
    assert await published() == []


async def test_the_form_on_the_participants_page_leads_back_to_it(staff: httpx.AsyncClient, event: Event) -> None:
    page = f"/events/{event.id}/participants"
    refused = await staff.post(f"/events/{event.id}/report", data={"_page": page, "attendance": "7"})
    assert refused.status_code == 422
    assert "Заповніть це поле." in refused.text
    assert 'value="7"' in refused.text
    done = await staff.post(f"/events/{event.id}/report", data={"_page": page, "attendance": "7", **OUTCOME})
    assert (done.status_code, done.headers["location"]) == (303, page)
    assert "Подали дві петиції." in (await staff.get(page)).text
