"""Cancelling what is to come of a series."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from liaison_kit import clock

from services.events.tests.courses import NOW, SERIES, dates, schedule

Published = Callable[[], Awaitable[list[str]]]


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    with clock.set_to(NOW):
        yield


@pytest.mark.usefixtures("key", "office")
async def test_this_and_later_are_cancelled_with_the_places_at_them_and_the_past_stays(
    staff: httpx.AsyncClient, published: Published
) -> None:
    series = await schedule(staff, times=4)
    ids = [event["id"] for event in series["events"]]
    person = {"name": "Оксана", "phone": "0671234567", "consent": True}
    assert (await staff.post(f"/api/events/v1/events/{ids[3]}/sign-ups", json=person)).status_code == 201
    alone = {"starts_at": "2026-10-20T10:00", "ends_at": "2026-10-20T11:00"}
    assert (await staff.post(f"/api/events/v1/events/{ids[2]}/time", json=alone)).status_code == 200
    told = len(await published())
    answer = await staff.post(f"{SERIES}/{series['id']}/cancellation", json={"since": ids[2], "reason": "Ремонт"})
    assert answer.status_code == 200, answer.text
    statuses = [status for _, status in await dates(staff, series)]
    assert statuses == ["scheduled", "scheduled", "cancelled", "cancelled"]
    assert (await published())[told:] == ["EventCancelled", "EventCancelled", "SignUpCancelled"]
    with clock.set_to(datetime(2026, 10, 7, tzinfo=UTC)):
        everything = await staff.post(f"{SERIES}/{series['id']}/cancellation", json={"reason": "Кінець"})
        assert everything.status_code == 200
    assert [status for _, status in await dates(staff, series)][:2] == ["scheduled", "cancelled"]
