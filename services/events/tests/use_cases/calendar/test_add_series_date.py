"""One more date for a series."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_kit import clock

from services.events.tests.conftest import HALL, STUDY
from services.events.tests.courses import COURSE, FOR_WHOM, NOW, SERIES, for_whom, schedule

Published = Callable[[], Awaitable[list[str]]]
Fields = Callable[[httpx.Response], list[str]]
SATURDAY = {"starts_at": "2026-10-31T11:00", "ends_at": "2026-10-31T13:00"}


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    with clock.set_to(NOW):
        yield


@pytest.mark.usefixtures("office")
async def test_it_says_what_the_last_one_says_and_belongs_to_the_series(
    staff: httpx.AsyncClient, published: Published
) -> None:
    series = await schedule(staff, times=2, **FOR_WHOM)
    url = f"{SERIES}/{series['id']}/dates"
    answer = await staff.post(url, json=SATURDAY)
    assert answer.status_code == 201, answer.text
    added = answer.json()
    assert (added["title"], added["room_id"], added["series_id"]) == (COURSE["title"], str(HALL), series["id"])
    assert for_whom(added) == FOR_WHOM
    assert added["original_start"] == added["starts_at"] == "2026-10-31T09:00:00Z"
    smaller = await staff.post(
        url, json={"starts_at": "2026-11-01T11:00", "ends_at": "2026-11-01T13:00", "room_id": str(STUDY)}
    )
    assert (smaller.status_code, smaller.json()["capacity"]) == (201, 4)
    assert await published() == ["EventScheduled"] * 4


@pytest.mark.usefixtures("office")
async def test_a_date_that_is_there_or_past_is_refused(staff: httpx.AsyncClient, fields: Fields) -> None:
    series = await schedule(staff, times=2)
    url = f"{SERIES}/{series['id']}/dates"
    there = await staff.post(url, json={"starts_at": "2026-10-13T18:00", "ends_at": "2026-10-13T19:00"})
    assert (there.status_code, fields(there)) == (409, ["starts_at"])
    past = await staff.post(url, json={"starts_at": "2026-09-13T18:00", "ends_at": "2026-09-13T19:00"})
    assert (past.status_code, fields(past)) == (422, ["starts_at"])


@pytest.mark.usefixtures("office")
async def test_a_series_goes_on_in_its_room_also_after_one_date_went_online(staff: httpx.AsyncClient) -> None:
    series = await schedule(staff, times=2)
    last = series["events"][1]["id"]
    online = {"mode": "online", "online_link": "https://meet.example/talk"}
    assert (await staff.post(f"/api/events/v1/events/{last}/room", json=online)).status_code == 200
    # “This and later”, from the one that is online on: it has no room that its places could be too many for.
    words = {"title": "x", "description": "x", "capacity": 500, "since": last}
    assert (await staff.post(f"{SERIES}/{series['id']}/change", json=words)).status_code == 200
    added = await staff.post(f"{SERIES}/{series['id']}/dates", json=SATURDAY)
    assert (added.status_code, added.json()["room_id"], added.json()["mode"]) == (201, str(HALL), "room")
