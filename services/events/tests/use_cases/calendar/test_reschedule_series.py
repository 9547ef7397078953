"""Another time for what is to come of a series: by the clock on the wall, and nothing else is touched."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model import Event
from liaison_kit import clock

from services.events.tests.courses import NOW, SERIES, dates, facts, schedule

HaveEvent = Callable[..., Awaitable[Event]]
Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
Fields = Callable[[httpx.Response], list[str]]
AFTER_THE_FIRST = datetime(2026, 10, 7, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    with clock.set_to(NOW):
        yield


@pytest.mark.usefixtures("office")
async def test_this_and_later_over_the_end_of_summer_time_keeps_the_hour_the_cancelled_day_and_the_past(
    staff: httpx.AsyncClient, published: Published, payloads: Payloads
) -> None:
    series = await schedule(staff)
    ids = [event["id"] for event in series["events"]]
    cancelled = await staff.post(f"/api/events/v1/events/{ids[3]}/cancellation", json={"reason": "Ремонт"})
    assert cancelled.status_code == 200
    alone = {"starts_at": "2026-11-03T10:00", "ends_at": "2026-11-03T11:00"}
    assert (await staff.post(f"/api/events/v1/events/{ids[4]}/time", json=alone)).status_code == 200
    with clock.set_to(AFTER_THE_FIRST):
        # From the third on: on Wednesdays, still at 18:00.
        later = {"since": ids[2], "starts_at": "2026-10-21T18:00", "ends_at": "2026-10-21T20:00"}
        answer = await staff.post(f"{SERIES}/{series['id']}/time", json=later)
    assert answer.status_code == 200, answer.text
    assert await dates(staff, series) == [
        ("2026-10-06T15:00", "scheduled"),
        ("2026-10-13T15:00", "scheduled"),
        ("2026-10-21T15:00", "scheduled"),
        ("2026-10-27T16:00", "cancelled"),
        ("2026-11-03T08:00", "scheduled"),
        ("2026-11-11T16:00", "scheduled"),
    ]
    assert [(kept["event_id"], kept["because"]) for kept in answer.json()["kept"]] == [
        (ids[3], "cancelled"),
        (ids[4], "changed_alone"),
    ]
    assert [event["id"] for event in answer.json()["changed"]] == [ids[2], ids[5]]
    # Each told once, under its own id, with the moment it was first planned for.
    assert (await published())[6:] == ["EventCancelled", "EventRescheduled", "EventRescheduled", "EventRescheduled"]
    told = [fact["state"] for fact in facts(await payloads(), "EventRescheduled")][1:]
    assert sorted(state["id"] for state in told) == sorted([ids[2], ids[5]])
    assert {state["original_start"] for state in told} == {"2026-10-20T15:00:00Z", "2026-11-10T16:00:00Z"}


@pytest.mark.usefixtures("office")
async def test_the_whole_series_is_what_is_to_come_of_it(staff: httpx.AsyncClient) -> None:
    series = await schedule(staff, times=3)
    with clock.set_to(AFTER_THE_FIRST):
        earlier = {"starts_at": "2026-10-12T17:30", "ends_at": "2026-10-12T19:00"}
        assert (await staff.post(f"{SERIES}/{series['id']}/time", json=earlier)).status_code == 200
    assert [start for start, _ in await dates(staff, series)] == [
        "2026-10-06T15:00",
        "2026-10-12T14:30",
        "2026-10-19T14:30",
    ]


@pytest.mark.usefixtures("office")
async def test_days_in_a_row_pass_each_other(staff: httpx.AsyncClient) -> None:
    series = await schedule(staff, repeats="daily", times=4)
    for day in (7, 5):
        moved = {"starts_at": f"2026-10-0{day}T18:00", "ends_at": f"2026-10-0{day}T20:00"}
        answer = await staff.post(f"{SERIES}/{series['id']}/time", json=moved)
        assert answer.status_code == 200, answer.text
    assert [start[8:10] for start, _ in await dates(staff, series)] == ["05", "06", "07", "08"]


@pytest.mark.usefixtures("office")
async def test_where_the_room_is_taken_on_one_date_nothing_moves(
    staff: httpx.AsyncClient, have_event: HaveEvent, published: Published, fields: Fields
) -> None:
    series = await schedule(staff, times=3)
    before, told = await dates(staff, series), await published()
    taken = datetime(2026, 10, 21, 15, tzinfo=UTC)
    await have_event(title="Хор", starts_at=taken, ends_at=taken + timedelta(hours=1))
    moved = {"starts_at": "2026-10-07T18:00", "ends_at": "2026-10-07T20:00"}
    answer = await staff.post(f"{SERIES}/{series['id']}/time", json=moved)
    assert (answer.status_code, fields(answer)) == (409, ["dates"])
    assert "“Хор”" in answer.json()["detail"]
    assert await dates(staff, series) == before
    assert await published() == told


@pytest.mark.usefixtures("office")
async def test_of_two_who_edit_a_series_the_second_is_told(staff: httpx.AsyncClient) -> None:
    series = await schedule(staff, times=2)
    moved = {"starts_at": "2026-10-06T17:00", "ends_at": "2026-10-06T19:00"}
    url, seen = f"{SERIES}/{series['id']}/time", {"If-Match": '"1"'}
    assert (await staff.post(url, json=moved, headers=seen)).status_code == 200
    assert (await staff.post(url, json=moved, headers=seen)).status_code == 412


@pytest.mark.usefixtures("office")
async def test_a_series_that_is_over_and_a_date_of_another_cannot_be_edited(staff: httpx.AsyncClient) -> None:
    series, other = (
        await schedule(staff, times=1),
        await schedule(staff, times=1, starts_at="2026-10-07T18:00", ends_at="2026-10-07T20:00"),
    )
    moved = {"starts_at": "2026-12-06T17:00", "ends_at": "2026-12-06T19:00"}
    foreign = await staff.post(f"{SERIES}/{series['id']}/time", json=moved | {"since": other["events"][0]["id"]})
    assert foreign.status_code == 409
    with clock.set_to(AFTER_THE_FIRST):
        assert (await staff.post(f"{SERIES}/{series['id']}/time", json=moved)).status_code == 409
