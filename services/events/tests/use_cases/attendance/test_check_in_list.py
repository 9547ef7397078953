"""Ticks on the paper sheet, typed in at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from liaison_events.model import Event

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/attendance"


@pytest.fixture(autouse=True)
def the_day_after(at: At) -> Any:
    with at(timedelta(days=1)):
        yield


async def test_those_ticked_came_and_who_was_recorded_stays(
    staff: httpx.AsyncClient, have_event: Have, have_sign_up: Have, published: Published, payloads: Payloads
) -> None:
    event = await have_event(capacity=10)
    some = [await have_sign_up(event.id, phone=f"+38067123450{n}", party_size=2, present=n) for n in (0, 1)]
    waiting = await have_sign_up(event.id, phone="+380671234509", status="waiting")
    came = [str(one.id) for one in (*some, waiting)] + [str(uuid4())]
    answer = await staff.post(url(event), json={"came": came})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"recorded": 1}
    assert await published() == ["AttendanceRecorded"]
    fact = (await payloads())[0]["data"]
    assert (fact["sign_up_id"], fact["present"], fact["arrived_at"]) == (str(some[0].id), 2, None)


async def test_after_the_report_it_needs_a_reason(
    staff: httpx.AsyncClient, have_event: Have, have_sign_up: Have, published: Published
) -> None:
    event = await have_event(status="held", attendance=0, outcome="x")
    came = {"came": [str((await have_sign_up(event.id)).id)]}
    assert (await staff.post(url(event), json=came)).status_code == 409
    assert (await staff.post(url(event), json=came | {"reason": "Аркуш знайшли"})).status_code == 200
    assert await published() == ["AttendanceRecorded", "EventReportCorrected"]


async def test_a_resident_ticks_nobody(client: httpx.AsyncClient, event: Event, published: Published) -> None:
    assert (await client.post(url(event), json={"came": [str(uuid4())]})).status_code == 401
    assert await published() == []
